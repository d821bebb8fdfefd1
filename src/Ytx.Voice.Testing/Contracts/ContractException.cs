namespace Ytx.Voice.Testing.Contracts;

/// <summary>An implementation breaks a rule of its contract. The message says which, what was expected and what came.</summary>
public sealed class ContractException : Exception
{
    internal ContractException(string rule, Exception reason)
        : base($"{rule}: {(reason is BrokenRuleException ? reason.Message : $"nothing was to be thrown, but {reason.GetType()} was: {reason.Message}")}", reason) =>
        Rule = rule;

    /// <summary>The rule's name, as <see cref="Contract.RunAsync"/> was given it.</summary>
    public string Rule { get; }
}
