namespace Ytx.Voice.Testing.Contracts;

/// <summary>A rule of a contract; with arguments, once for each of their lists.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class RuleAttribute(params object[] arguments) : Attribute
{
    public object[] Arguments => arguments;
}
