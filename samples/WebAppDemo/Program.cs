using WebAppDemo;

var builder = WebApplication.CreateBuilder(args);
builder.AddAccounts();
builder.AddDemo();
builder.AddWeb();

var app = builder.Build();
app.UseWeb();
await app.RunAsync();
