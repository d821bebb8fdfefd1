using System.Text;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>
/// What every sender holds to, over a real socket on this machine: say how a sender is made and how its vendor answers, and the rules of
/// <see cref="IVoiceCodeSender"/> are tried. No clock is moved.
/// </summary>
public abstract class VoiceCodeSenderContract() : Contract(Book)
{
    private static readonly RuleBook Book = RuleBook.Of<VoiceCodeSenderContract>();

    private const string Number = "13911281234";
    private const string Code = "246810";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The names of the rules.</summary>
    public static IReadOnlyList<string> Rules { get; } = Book.Names;

    /// <summary>How the vendor accepts a call, with its name for it.</summary>
    protected abstract VendorAnswer Accepted { get; }

    /// <summary>How the vendor refuses a call, so that it is certain that no phone rings.</summary>
    protected abstract VendorAnswer Refused { get; }

    private static VoiceCodeCall Call => new(PhoneNumber.Parse(Number), Code) { ValidFor = TimeSpan.FromMinutes(5) };

    [Rule]
    internal async Task SendAsync_Accepted_AsksOnceAndReturnsTheVendorsName()
    {
        var (outcome, requests) = await SendAsync(Of(Accepted));

        Assert.True(outcome.IsAccepted);
        Assert.True(outcome.MayHaveBeenPlaced);
        Assert.False(string.IsNullOrEmpty(outcome.RequestId));
        Assert.Single(requests);
    }

    [Rule]
    internal async Task SendAsync_CertainlyRefused_IsRefusedAndAsksOnce()
    {
        var (outcome, requests) = await SendAsync(Of(Refused));

        Assert.False(outcome.IsAccepted);
        Assert.False(outcome.MayHaveBeenPlaced);
        Assert.Single(requests);
    }

    [Rule("HTTP 500")]
    [Rule("HTTP 503")]
    [Rule("no answer")]
    [Rule("half an answer")]
    internal async Task SendAsync_MayHaveBeenPlaced_IsUnknownAndNeverAskedAgain(string end)
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

    [Rule]
    internal async Task SendAsync_NobodyListens_PlacesNoCall()
    {
        var outcome = await SendAsync(new Uri("http://127.0.0.1:1"), Stop);

        Assert.False(outcome.IsAccepted);
    }

    [Rule]
    internal async Task SendAsync_CallerGivesUp_IsCancelledAndNotAskedAgain()
    {
        using var caller = new CancellationTokenSource();
        await using var vendor = RawGateway.Start(async (_, stop) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return false;
        });

        await Assert.CancelledAsync(() => SendAsync(vendor.Address, caller.Token).WaitAsync(Patience));

        Assert.Single(vendor.Requests);
    }

    [Rule(true)]
    [Rule(false)]
    internal async Task SendAsync_VendorRepeatsWhatItWasSent_TellsNeitherCodeNorNumber(bool isServerError)
    {
        var (outcome, _) = await SendAsync(Answers.Http(isServerError ? 500 : 400, $"{Number} {Code} +86{Number}"));

        var told = $"{outcome} {outcome.Message} {outcome.StatusCode} {outcome.RequestId}";
        Assert.DoesNotContain(Code, told);
        Assert.DoesNotContain(Number, told);
    }

    [Rule]
    internal async Task SendAsync_ManyAtOnce_AsksOnceForEach()
    {
        await using var vendor = RawGateway.Start(Of(Accepted));
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SendAsync(vendor.Address, Stop)));

        Assert.All(outcomes, outcome => Assert.True(outcome.IsAccepted));
        Assert.Equal(8, vendor.Requests.Count(request => Encoding.Latin1.GetString(request).Contains(Code, StringComparison.Ordinal)));
    }

    /// <summary>Sends with a new sender whose vendor is at an address.</summary>
    /// <param name="vendor">The vendor's address: plain http, on this machine.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The sender's.</param>
    /// <returns>What the sender returns.</returns>
    protected abstract Task<VoiceCallOutcome> SendAsync(Uri vendor, VoiceCodeCall call, CancellationToken cancellationToken);

    private static Answer Of(VendorAnswer answer) =>
        Answers.Http(answer.StatusCode, answer.Body, $"Content-Type: {answer.ContentType}");

    private Task<VoiceCallOutcome> SendAsync(Uri vendor, CancellationToken cancellationToken) =>
        SendAsync(vendor, Call, cancellationToken);

    private async Task<(VoiceCallOutcome Outcome, IReadOnlyList<byte[]> Requests)> SendAsync(Answer answer)
    {
        await using var vendor = RawGateway.Start(answer);
        var outcome = await SendAsync(vendor.Address, Stop);
        return (outcome, vendor.Requests);
    }
}
