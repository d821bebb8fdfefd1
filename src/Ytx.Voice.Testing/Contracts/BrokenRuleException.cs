using System.Diagnostics.CodeAnalysis;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>What a rule expected, and what came instead.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It leaves no run but inside a ContractException.")]
internal sealed class BrokenRuleException(string reason) : Exception(reason);
