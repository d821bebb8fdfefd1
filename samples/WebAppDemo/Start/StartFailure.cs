using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace WebAppDemo;

/// <summary>
/// What ends a start and is fixed by whoever started it: a wrong setting, an address that is taken. Anything else is a fault
/// of the program, whose exception is printed whole.
/// </summary>
internal static class StartFailure
{
    /// <summary>What is wrong and what to do; null for an exception that nobody expects.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        OptionsValidationException settings => string.Join(Environment.NewLine, settings.Failures),
        InvalidOperationException { Source: "Ytx.Voice.Simulator" } =>
            $"{exception.Message} It is the setting Simulator:Url, such as --Simulator:Url=http://localhost:5082.",
        IOException or SocketException when IsNoAddress(exception) =>
            $"The site cannot listen: {exception.Message.TrimEnd('.')}. Stop the program that has the port, or take another one "
            + "with --urls=http://localhost:5182.",
        FormatException { Source: "Microsoft.AspNetCore.Http" } =>
            $"urls: {exception.Message}. Give an address such as --urls=http://localhost:5182.",
        SqliteException { SqliteErrorCode: 8 or 14 or 26 } =>
            $"The database cannot be used: {exception.Message} ConnectionStrings:Default names its file. See that the file is one "
            + "of SQLite, or that there is none yet, and that it and its folder can be written.",
        InvalidDataException { InnerException: FormatException } =>
            $"{exception.Message} {exception.GetBaseException().Message} Fix the file there.",
        _ => null,
    };

    /// <summary>Reads a setting that has a form of its own.</summary>
    /// <exception cref="OptionsValidationException">The text has not that form.</exception>
    public static T Read<T>(string key, string example, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new OptionsValidationException(
                key, typeof(T), [$"{key} cannot be read: {exception.Message.TrimEnd('.')}. Fix it, for example: {example}."]);
        }
    }

    private static bool IsNoAddress(Exception exception) => exception.GetBaseException() is SocketException
    {
        SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable or SocketError.AccessDenied,
    };
}
