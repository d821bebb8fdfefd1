using System.Text;

namespace Ytx.Voice.Tests.Senders;

/// <summary>
/// What every sender holds to, over a real socket: derive from it, say how a sender is made and how its vendor answers, and the
/// rules of <see cref="IVoiceCodeSender"/> are tested.
/// </summary>
public abstract class VoiceCodeSenderContract
{
    private const string Number = "13911281234";
    private const string Code = "246810";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static VoiceCodeCall Call => new(PhoneNumber.Parse(Number), Code) { ValidFor = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task SendAsync_Accepted_AsksOnceAndReturnsTheVendorsName()
    {
        var (outcome, requests) = await SendAsync(Accepted);

        Assert.True(outcome.IsAccepted);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.False(string.IsNullOrEmpty(outcome.RequestId));
        Assert.Single(requests);
    }

    [Fact]
    public async Task SendAsync_CertainlyRefused_IsRefusedAndAsksOnce()
    {
        var (outcome, requests) = await SendAsync(Refused);

        Assert.False(outcome.IsAccepted);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Single(requests);
    }

    [Theory]
    [InlineData("HTTP 500")]
    [InlineData("HTTP 503")]
    [InlineData("no answer")]
    [InlineData("half an answer")]
    public async Task SendAsync_MayHaveBeenPlaced_IsUnknownAndNeverAskedAgain(string end)
    {
        var (outcome, requests) = await SendAsync(end switch
        {
            "HTTP 500" => Answers.Http(500, "the vendor fails"),
            "HTTP 503" => Answers.Http(503, "the vendor is busy", "Retry-After: 1"),
            "half an answer" => Answers.Half(Answers.HangUp),
            _ => Answers.HangUp,
        });

        Assert.False(outcome.IsAccepted);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.Single(requests);
    }

    [Fact]
    public async Task SendAsync_NobodyListens_PlacesNoCall()
    {
        var outcome = await SendAsync(new Uri("http://127.0.0.1:1"), TestContext.Current.CancellationToken);

        Assert.False(outcome.IsAccepted);
    }

    [Fact]
    public async Task SendAsync_CallerGivesUp_IsCancelledAndNotAskedAgain()
    {
        using var caller = new CancellationTokenSource();
        await using var vendor = RawGateway.Start(async (_, stop) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
            return false;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(vendor.Address, caller.Token).WaitAsync(Patience));

        Assert.Single(vendor.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_VendorRepeatsWhatItWasSent_TellsNeitherCodeNorNumber(bool isServerError)
    {
        var (outcome, _) = await SendAsync(Answers.Http(isServerError ? 500 : 400, $"{Number} {Code} +86{Number}"));

        var told = $"{outcome} {outcome.Message} {outcome.StatusCode} {outcome.RequestId}";
        Assert.DoesNotContain(Code, told, StringComparison.Ordinal);
        Assert.DoesNotContain(Number, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_ManyAtOnce_AsksOnceForEach()
    {
        await using var vendor = RawGateway.Start(Accepted);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SendAsync(vendor.Address, TestContext.Current.CancellationToken)));

        Assert.All(outcomes, outcome => Assert.True(outcome.IsAccepted));
        Assert.Equal(8, vendor.Requests.Count(request => Encoding.Latin1.GetString(request).Contains(Code, StringComparison.Ordinal)));
    }

    /// <summary>How the vendor accepts a call.</summary>
    private protected abstract Answer Accepted { get; }

    /// <summary>How the vendor refuses a call, so that no phone rings.</summary>
    private protected abstract Answer Refused { get; }

    /// <summary>Sends with a new sender whose vendor is at an address.</summary>
    protected abstract Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken);

    private Task<VoiceCallOutcome> SendAsync(Uri vendor, CancellationToken cancellationToken) =>
        SendAsync(vendor, Call, cancellationToken);

    private async Task<(VoiceCallOutcome Outcome, IReadOnlyList<byte[]> Requests)> SendAsync(Answer answer)
    {
        await using var vendor = RawGateway.Start(answer);
        var outcome = await SendAsync(vendor.Address, TestContext.Current.CancellationToken);
        return (outcome, vendor.Requests);
    }
}
