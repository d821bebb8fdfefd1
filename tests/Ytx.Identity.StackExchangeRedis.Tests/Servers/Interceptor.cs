using System.Reflection;

namespace Ytx.Identity.StackExchangeRedis.Tests.Servers;

/// <summary>Implements an interface by handing every call to a function, which may go on to the real object.</summary>
public class Interceptor : DispatchProxy
{
    private object _inner = null!;
    private Handler _handler = null!;

    /// <summary>Sees a call, which <paramref name="proceed"/> makes with the arguments as they are by then.</summary>
    public delegate object? Handler(MethodInfo method, object?[] arguments, Func<object?> proceed);

    public static T Around<T>(T inner, Handler handler)
        where T : class
    {
        var proxy = Create<T, Interceptor>();
        var interceptor = (Interceptor)(object)proxy;
        interceptor._inner = inner;
        interceptor._handler = handler;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        args ??= [];
        return _handler(targetMethod!, args, () =>
            targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null));
    }
}
