namespace ExchangeHub.Hub.Reconciliation.Operations;

/// <summary>Whoever carries runs out: looks at once at what waits, or was cancelled.</summary>
internal interface IRunSignal
{
    void Signal();
}
