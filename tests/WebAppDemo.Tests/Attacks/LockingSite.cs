namespace WebAppDemo.Tests.Attacks;

/// <summary>The same with Identity's lockout, as the demo has it.</summary>
public sealed class LockingSite : AttackedSite
{
    protected override bool IsLockoutOn => true;
}
