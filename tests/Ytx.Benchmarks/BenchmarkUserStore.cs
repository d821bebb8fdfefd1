using Microsoft.AspNetCore.Identity;

namespace Ytx.Benchmarks;

/// <summary>Answers from memory, so that what is measured is the token provider.</summary>
internal sealed class BenchmarkUserStore : IUserPhoneNumberStore<BenchmarkUser>, IUserSecurityStampStore<BenchmarkUser>
{
    private readonly Dictionary<string, BenchmarkUser> _users = [];

    public Task<IdentityResult> CreateAsync(BenchmarkUser user, CancellationToken cancellationToken)
    {
        _users[user.Id] = user;
        return Task.FromResult(IdentityResult.Success);
    }

    public Task<BenchmarkUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(_users.GetValueOrDefault(userId));

    public Task<string> GetUserIdAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        Task.FromResult(user.Id);

    public Task<string?> GetPhoneNumberAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.PhoneNumber);

    public Task<bool> GetPhoneNumberConfirmedAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    public Task<string?> GetSecurityStampAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.SecurityStamp);

    public Task<string?> GetUserNameAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Id);

    public Task<IdentityResult> DeleteAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IdentityResult> UpdateAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<BenchmarkUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string?> GetNormalizedUserNameAsync(BenchmarkUser user, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetNormalizedUserNameAsync(
        BenchmarkUser user, string? normalizedName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetUserNameAsync(BenchmarkUser user, string? userName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetPhoneNumberAsync(BenchmarkUser user, string? phoneNumber, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetPhoneNumberConfirmedAsync(BenchmarkUser user, bool confirmed, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task SetSecurityStampAsync(BenchmarkUser user, string stamp, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Dispose()
    {
    }
}
