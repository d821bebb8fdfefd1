using System.Reflection;

namespace Ytx.Voice.Testing.Contracts;

/// <summary>The rules that a contract's class declares, by their names.</summary>
internal sealed class RuleBook
{
    private readonly OrderedDictionary<string, Func<Contract, Task>> _rules = new(StringComparer.Ordinal);

    private RuleBook(Type contract)
    {
        foreach (var method in contract.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            foreach (var rule in method.GetCustomAttributes<RuleAttribute>())
            {
                var arguments = rule.Arguments;
                _rules.Add(
                    arguments is [] ? method.Name : $"{method.Name}({string.Join(", ", arguments)})",
                    of => (Task)method.Invoke(of, BindingFlags.DoNotWrapExceptions, null, arguments, null)!);
            }
        }
    }

    public IReadOnlyList<string> Names => [.. _rules.Keys];

    public static RuleBook Of<TContract>() where TContract : Contract => new(typeof(TContract));

    public Func<Contract, Task> Find(string rule) => _rules.TryGetValue(rule, out var found)
        ? found : throw new ArgumentException($"No rule of this contract is named '{rule}': see Rules.", nameof(rule));
}
