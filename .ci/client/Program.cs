// A client of the web API of docs/getting-started.md, generated from its document: registers, confirms a phone, turns the second factor on, and then signs in by
// password, call and code.
using System.Net.Http.Headers;
using System.Text.Json;
using Voice;

var (site, handset) = (args[0], args[1]);
const string email = "somebody@example.com", password = "Correct-horse-7", number = "13911281234";
using var http = new HttpClient();
var api = new VoiceClient(http) { BaseUrl = site };

await api.RegisterAsync(new RegisterRequest { Email = email, Password = password });
UseTokens(await api.LoginAsync(false, false, new LoginRequest { Email = email, Password = password }));
var change = await api.VoicePhoneCallAsync(new PhoneRequest { PhoneNumber = number, Proof = new Proof { Password = password } });
UseTokens(await api.VoicePhoneChangeAsync(new PhoneCodeRequest { PhoneToken = change.PhoneToken, Code = await HearAsync() }));
await api.VoiceAccountCallAsync();
var proof = new Proof { Password = password, Way = "call", Code = await HearAsync() };
await api.VoiceSecondFactorOnAsync(new ProofRequest { Proof = proof });

http.DefaultRequestHeaders.Authorization = null;
var signIn = await api.VoiceSignInAsync(null, null, new SignInRequest { Email = email, Password = password });
var call = await api.VoiceSignInCallAsync(signIn.SignInToken);
UseTokens(await api.VoiceSignInCodeAsync(null, null, signIn.SignInToken, new CodeRequest { Code = await HearAsync() }));
var account = await api.VoiceAccountAsync();
Console.WriteLine($"{call.PhoneNumber} second factor {account.IsSecondFactorOn}");

void UseTokens(AccessTokenResponse tokens) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);

async Task<string> HearAsync() => JsonDocument.Parse(await new HttpClient().GetStringAsync($"{handset}/_simulator/calls"))
    .RootElement[0].GetProperty("code").GetString()!;
