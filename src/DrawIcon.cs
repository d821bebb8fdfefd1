using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Draws the packages' icon, 128 by 128, as a PNG file. MSBuild compiles it: Directory.Build.targets.</summary>
public sealed class DrawIcon : Task
{
    private const int Size = 128;
    private const int Samples = 4;

    [Required]
    public string File { get; set; }

    public override bool Execute()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(File)));
        using (var file = System.IO.File.Create(File))
        {
            file.Write(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }, 0, 8);
            // Eight bits each of red, green, blue and alpha.
            Write(file, "IHDR", BigEndian(Size).Concat(BigEndian(Size)).Concat(new byte[] { 8, 6, 0, 0, 0 }).ToArray());
            Write(file, "IDAT", Compress(Pixels()));
            Write(file, "IEND", new byte[0]);
        }

        return true;
    }

    // Each row begins with its filter: none.
    private static byte[] Pixels()
    {
        var rows = new byte[Size * (1 + Size * 4)];
        for (var i = 0; i < Size * Size; i++)
        {
            double square = 0, sign = 0;
            for (var s = 0; s < Samples * Samples; s++)
            {
                var x = (i % Size + (s % Samples + 0.5) / Samples) * 32 / Size;
                var y = (i / Size + (s / Samples + 0.5) / Samples) * 32 / Size;
                square += IsSquare(x, y) ? 1 : 0;
                sign += IsReceiver(x, y) ? 1 : 0;
            }

            var white = square > 0 ? sign / square : 0;
            var at = i / Size * (1 + Size * 4) + 1 + i % Size * 4;
            rows[at] = Mix(0x1d, white);
            rows[at + 1] = Mix(0x4e, white);
            rows[at + 2] = Mix(0xd8, white);
            rows[at + 3] = (byte)(255 * square / (Samples * Samples));
        }

        return rows;
    }

    private static byte Mix(int color, double white) => (byte)(color + (255 - color) * Math.Min(1, white));

    private static bool IsSquare(double x, double y)
    {
        var (dx, dy) = (Math.Max(Math.Abs(x - 16) - 7, 0), Math.Max(Math.Abs(y - 16) - 7, 0));
        return Math.Sqrt(dx * dx + dy * dy) <= 9;
    }

    private static bool IsReceiver(double x, double y) =>
        IsArc(x, y, 22.5, 9.5, 12, 3.2, 90, 180)
        || IsLine(x, y, 10.6, 9.2, 12.6, 11.2, 2.6) || IsLine(x, y, 20.8, 19.4, 22.8, 21.4, 2.6)
        || IsArc(x, y, 15.5, 16.5, 4.5, 1.6, -80, -10) || IsArc(x, y, 15.5, 16.5, 8.5, 1.6, -80, -10);

    private static bool IsArc(double x, double y, double centerX, double centerY, double radius, double width, double from, double to)
    {
        var angle = Math.Atan2(y - centerY, x - centerX) * 180 / Math.PI;
        var distance = Math.Sqrt((x - centerX) * (x - centerX) + (y - centerY) * (y - centerY));
        return angle >= from && angle <= to && Math.Abs(distance - radius) <= width / 2;
    }

    private static bool IsLine(double x, double y, double fromX, double fromY, double toX, double toY, double width)
    {
        var (dx, dy) = (toX - fromX, toY - fromY);
        var t = Math.Max(0, Math.Min(1, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
        var (ax, ay) = (x - fromX - t * dx, y - fromY - t * dy);
        return Math.Sqrt(ax * ax + ay * ay) <= width;
    }

    // RFC 1950: a header, the deflated bytes, their Adler-32.
    private static byte[] Compress(byte[] bytes)
    {
        using (var memory = new MemoryStream())
        {
            memory.Write(new byte[] { 0x78, 0x9c }, 0, 2);
            using (var deflate = new DeflateStream(memory, CompressionLevel.Optimal, leaveOpen: true))
            {
                deflate.Write(bytes, 0, bytes.Length);
            }

            uint a = 1, b = 0;
            foreach (var value in bytes)
            {
                a = (a + value) % 65521;
                b = (b + a) % 65521;
            }

            memory.Write(BigEndian((int)(b << 16 | a)), 0, 4);
            return memory.ToArray();
        }
    }

    private static void Write(Stream file, string name, byte[] bytes)
    {
        var chunk = Encoding.ASCII.GetBytes(name).Concat(bytes).ToArray();
        var crc = uint.MaxValue;
        foreach (var value in chunk)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
            }
        }

        file.Write(BigEndian(bytes.Length), 0, 4);
        file.Write(chunk, 0, chunk.Length);
        file.Write(BigEndian((int)~crc), 0, 4);
    }

    private static byte[] BigEndian(int value) => new[] { (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value };
}
