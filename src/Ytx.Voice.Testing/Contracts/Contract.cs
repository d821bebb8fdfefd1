namespace Ytx.Voice.Testing.Contracts;

/// <summary>
/// The rules that every implementation of a seam keeps. Derive from the contract of the seam, say how yours is reached, and run each
/// of its <c>Rules</c> by name, from a theory of any test framework or from a loop.
/// </summary>
/// <remarks>
/// Each rule uses names of its own, so they may share one object and one database, and nothing has to be emptied in between. Run
/// one at a time on an object; those of two objects may run at once if they do not share a clock that is moved.
/// </remarks>
public abstract class Contract
{
    private readonly RuleBook _rules;

    private protected Contract(RuleBook rules) => _rules = rules;

    /// <summary>What is new in each run of a rule: 32 letters and digits.</summary>
    private protected string Run { get; private set; } = "";

    private protected CancellationToken Stop { get; private set; }

    /// <summary>Runs one rule.</summary>
    /// <param name="rule">Its name, one of the contract's <c>Rules</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the rule is kept.</returns>
    /// <exception cref="ArgumentException">No rule has this name.</exception>
    /// <exception cref="ContractException">The rule is broken, or the implementation has thrown something.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task RunAsync(string rule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var found = _rules.Find(rule);
        (Run, Stop) = ($"{Guid.NewGuid():N}", cancellationToken);
        try
        {
            await found(this);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new ContractException(rule, exception);
        }
    }
}
