namespace Ytx.Voice;

/// <summary>
/// Which of the gateway's two operations speaks the code. The vendor's document contradicts itself here, so it is a
/// setting: an account set up for the one answers -3 or -2 to a correct request for the other.
/// </summary>
public enum YtxOperation
{
    /// <summary>The document's parameter tables: <c>NoticeCall.wx</c> with <c>templateNoticeCall</c>.</summary>
    TemplateNoticeCall,

    /// <summary>What public clients of the voice-code call use: <c>CodeCallOut.wx</c> with <c>callOutCode</c>.</summary>
    CodeCallOut,
}
