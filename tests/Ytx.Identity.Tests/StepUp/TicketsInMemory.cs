using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Ytx.Identity.Tests.StepUp;

/// <summary>Tickets on the server, as many sites keep them: the browser's cookie holds a key only.</summary>
public sealed class TicketsInMemory : ITicketStore
{
    private readonly ConcurrentDictionary<string, byte[]> _tickets = new();

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Guid.NewGuid().ToString();
        _tickets[key] = TicketSerializer.Default.Serialize(ticket);
        return Task.FromResult(key);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        _tickets[key] = TicketSerializer.Default.Serialize(ticket);
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        Task.FromResult(_tickets.TryGetValue(key, out var ticket) ? TicketSerializer.Default.Deserialize(ticket) : null);

    public Task RemoveAsync(string key)
    {
        _tickets.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
