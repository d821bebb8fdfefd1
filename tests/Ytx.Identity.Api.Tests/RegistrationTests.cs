using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Ytx.Identity.Tests.StepUp;

namespace Ytx.Identity.Api.Tests;

/// <summary>What the endpoints need of a site, and how they say so.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public void MapYtxVoiceApi_NoTokenProvider_SaysWhatToCall() => AssertMissing(
        services => services.AddIdentityApiEndpoints<Member>(), "AddYtxVoiceTokenProvider");

    [Fact]
    public void MapYtxVoiceApi_NoSignInManager_SaysWhatToCall() => AssertMissing(
        services => services.AddIdentityCore<Member>().AddYtxVoiceTokenProvider(), "AddSignInManager");

    [Fact]
    public void MapYtxVoiceApi_NoScheme_SaysWhatToCall() => AssertMissing(
        services => services.AddIdentityCore<Member>().AddSignInManager().AddYtxVoiceTokenProvider(), "AddIdentityCookies");

    [Fact]
    public void MapYtxVoiceApi_NoCallStatus_MapsNoCalls()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddIdentityApiEndpoints<Member>().AddYtxVoiceTokenProvider();
        var app = builder.Build();

        app.MapYtxVoiceApi<Member>("/staff/voice");

        var names = ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IEndpointNameMetadata>()?.EndpointName).ToList();
        Assert.Contains("staffVoiceSignIn", names);
        Assert.DoesNotContain("staffVoiceCallStatus", names);
    }

    private static void AssertMissing(Action<IServiceCollection> identity, string method)
    {
        var builder = WebApplication.CreateSlimBuilder();
        identity(builder.Services);
        var app = builder.Build();

        var thrown = Assert.Throws<InvalidOperationException>(() => app.MapYtxVoiceApi<Member>());

        Assert.Contains($"{method}", thrown.Message, StringComparison.Ordinal);
    }
}
