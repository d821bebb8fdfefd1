// The endpoints of Ytx.Identity.Api with everything that can be added to them, and nothing else: the build reads their OpenAPI document.
// It serves nobody, so there are neither users nor calls.
using Microsoft.AspNetCore.Identity;
using Ytx.Voice;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSingleton<IVoiceCodeSender, NoSender>();
builder.Services.AddIdentityApiEndpoints<IdentityUser>().AddYtxVoiceTokenProvider().AddYtxCallStatus().AddYtxPhoneSignIn();
builder.Services.AddAuthorization();
builder.Services.AddAntiforgery();
builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
{
    (document.Info.Title, document.Info.Version) = ("Ytx.Identity.Api", "1");
    return Task.CompletedTask;
}));

var app = builder.Build();
app.MapOpenApi();
app.MapYtxVoiceApi<IdentityUser>();
await app.RunAsync();
