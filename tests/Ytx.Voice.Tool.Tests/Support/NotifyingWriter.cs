namespace Ytx.Voice.Tool.Tests;

/// <summary>Calls back once a line with some text was written.</summary>
internal sealed class NotifyingWriter(string text, Action notify) : StringWriter
{
    public override async Task WriteLineAsync(string? value)
    {
        await base.WriteLineAsync(value);
        if (value?.Contains(text, StringComparison.Ordinal) is true)
        {
            notify();
        }
    }
}
