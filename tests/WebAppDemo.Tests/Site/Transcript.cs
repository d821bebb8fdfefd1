using System.Collections.Concurrent;

namespace WebAppDemo.Tests;

/// <summary>All that the application said to browsers.</summary>
public sealed class Transcript
{
    private readonly ConcurrentQueue<string> _answers = new();

    public IReadOnlyCollection<string> Answers => _answers;

    public void Add(HttpResponseMessage response, string body) =>
        _answers.Enqueue($"{response.RequestMessage!.RequestUri}\n{response.Headers}{response.Content.Headers}\n{body}");
}
