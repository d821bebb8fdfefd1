namespace Ytx.Identity.StackExchangeRedis;

/// <summary>What one call takes from one subject.</summary>
internal sealed class CallPart(AllowanceSubject kind, string subject, SubjectTag tag)
{
    public AllowanceSubject Kind { get; } = kind;

    public string Subject { get; } = subject;

    public SubjectTag Tag { get; } = tag;

    public List<AllowanceClaim> Claims { get; } = new(capacity: 4);

    /// <summary>Whether it is the asker's, so that nobody else waits for it.</summary>
    public bool IsOwn => Kind is AllowanceSubject.User or AllowanceSubject.ClientAddress;
}
