using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Whether a simulator answers at the resource's address.</summary>
internal sealed class PhoneAnswers(IHttpClientFactory clients, string client, Uri address) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var http = clients.CreateClient(client);
            using var answer = await http.GetAsync(new Uri(address, "_simulator"), cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"Something else listens at {address}: it answers with HTTP {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException exception)
        {
            return HealthCheckResult.Unhealthy($"Nothing answers at {address}.", exception);
        }
    }
}
