namespace Ytx.Voice;

/// <summary>
/// Records of calls on request: configuration section <c>Ytx:CallRecords</c>. Seen in public clients of two-way calls, not
/// documented for voice codes; so off by default.
/// </summary>
public sealed class YtxCallRecordOptions
{
    /// <summary>
    /// The vendor's number for the kind of call (<c>fid</c>), 1 to 16 digits; ask the vendor for that of voice codes. Default none:
    /// no record is asked for. With it, each call's record is asked for 25 seconds after the call was placed. What a push says of a
    /// call's end is confirmed by the record before an observer or a metric hears of it: it is asked for 20 seconds after the push. If
    /// the gateway does not answer, or has no record that tells the end, it is asked once more, 60 seconds later.
    /// </summary>
    public string? Fid { get; set; }
}
