// The demo with Redis and a phone, under Aspire. Redis runs in a container; without a container engine: --WithoutRedis=true
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

var phone = builder.AddYtxSimulator("phone");
var demo = builder.AddProject<Projects.WebAppDemo>("demo").WithReference(phone).WaitFor(phone);
if (!builder.Configuration.GetValue<bool>("WithoutRedis"))
{
    var redis = builder.AddRedis("redis");
    demo.WithEnvironment("Redis", redis).WaitFor(redis);
}

await builder.Build().RunAsync();
