namespace WebAppDemo.Pages;

/// <summary>A page for the second step of a sign-in.</summary>
public interface ISecondStep
{
    SecondStep Way { get; }

    /// <summary>All that the user has, this one too.</summary>
    IReadOnlyList<SecondStep> Ways { get; }

    string? ReturnUrl { get; }
}
