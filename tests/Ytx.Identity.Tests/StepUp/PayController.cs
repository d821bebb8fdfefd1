using Microsoft.AspNetCore.Mvc;

namespace Ytx.Identity.Tests.StepUp;

[Route("mvc")]
public sealed class PayController : ControllerBase
{
    [RequireVoiceCode("pay")]
    [HttpGet("pay")]
    public ActionResult<string> Pay() => "paid";
}
