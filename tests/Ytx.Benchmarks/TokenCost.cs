using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity;
using Ytx.Identity.Stores;

namespace Ytx.Benchmarks;

/// <summary>P1 and P2: a code through Identity's own manager, beside Identity's own phone provider.</summary>
public class TokenCost
{
    private readonly BenchmarkSite _site = new();
    private readonly IVoiceCodeStore _store;
    private readonly ChallengeRequest _challenge;
    private readonly string _rivalCode;
    private readonly string _wrong;

    public TokenCost()
    {
        _store = _site.Services.GetRequiredService<IVoiceCodeStore>();
        _rivalCode = _site.Users.GenerateTwoFactorTokenAsync(_site.First, BenchmarkSite.Rival).Result;
        _wrong = _rivalCode == "123456" ? "654321" : "123456";
        _challenge = PatientStore.Challenge(_site.First, _rivalCode);
    }

    /// <summary>Before each of them: the issuing one moves the clock on by years.</summary>
    [GlobalSetup]
    public void Check()
    {
        _store.BeginAsync(_challenge).AsTask().Wait();
        if (RivalVerifyWrong().Result || !RivalVerifyRight().Result || VerifyWrong().Result || !VerifyRight().Result
            || Issue().Result != _site.LastCode)
        {
            throw new InvalidOperationException("What would be measured does not work.");
        }

        _store.BeginAsync(_challenge).AsTask().Wait();
    }

    [Benchmark]
    public Task<bool> RivalVerifyWrong() => _site.Users.VerifyTwoFactorTokenAsync(_site.First, BenchmarkSite.Rival, _wrong);

    [Benchmark]
    public Task<bool> RivalVerifyRight() => _site.Users.VerifyTwoFactorTokenAsync(_site.First, BenchmarkSite.Rival, _rivalCode);

    [Benchmark]
    public Task<string> RivalIssue() => _site.Users.GenerateTwoFactorTokenAsync(_site.Next(), BenchmarkSite.Rival);

    [Benchmark]
    public Task<bool> VerifyWrong() =>
        _site.Users.VerifyTwoFactorTokenAsync(_site.First, YtxVoiceDefaults.ProviderName, _wrong);

    /// <summary>A right code is used up, so the challenge is opened again each time, at our cost.</summary>
    [Benchmark]
    public Task<bool> VerifyRight()
    {
        var opened = _store.BeginAsync(_challenge);
        return opened.IsCompletedSuccessfully
            ? _site.Users.VerifyTwoFactorTokenAsync(_site.First, YtxVoiceDefaults.ProviderName, _rivalCode)
            : throw new InvalidOperationException("The in-memory store does not wait.");
    }

    [Benchmark]
    public Task<string> Issue() => _site.Users.GenerateTwoFactorTokenAsync(_site.Next(), YtxVoiceDefaults.ProviderName);

    internal static Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var run = InProcess.Run<TokenCost>();
        return Task.FromResult<IReadOnlyList<Figure>>(
        [
            Time("P1", "verify a wrong code, time", nameof(RivalVerifyWrong), nameof(VerifyWrong), 0.5),
            new("P1", "verify a wrong code, bytes", run.Describe(nameof(RivalVerifyWrong)), run.Describe(nameof(VerifyWrong)),
                run.Bytes(nameof(VerifyWrong)) / run.Bytes(nameof(RivalVerifyWrong)), "x", 0.5, AtMost: true),
            Time("P1", "verify a right code, time", nameof(RivalVerifyRight), nameof(VerifyRight), 1),
            Time("P2", "issue a code, all limits, time", nameof(RivalIssue), nameof(Issue), 3),
            new("P2", "issue a code, all limits, bytes", run.Describe(nameof(RivalIssue)), run.Describe(nameof(Issue)),
                run.Bytes(nameof(Issue)), " B", 2500, AtMost: true),
        ]);

        Figure Time(string id, string what, string rival, string ours, double mark) =>
            new(id, what, run.Describe(rival), run.Describe(ours),
                run.Nanoseconds(ours) / run.Nanoseconds(rival), "x", mark, AtMost: true);
    }
}
