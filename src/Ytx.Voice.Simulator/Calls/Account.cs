namespace Ytx.Voice.Simulator;

/// <summary>The money of the simulated account, in yuan. As with the vendor, a call under way can take it below zero.</summary>
internal sealed class Account(decimal balance)
{
    private readonly Lock _lock = new();
    private decimal _balance = balance;

    public decimal Balance
    {
        get
        {
            lock (_lock)
            {
                return _balance;
            }
        }

        set
        {
            lock (_lock)
            {
                _balance = value;
            }
        }
    }

    public void Charge(decimal cost)
    {
        lock (_lock)
        {
            _balance -= cost;
        }
    }
}
