namespace ExchangeHub.Hub.Identity;

/// <summary>Who was identified on a connection last: a feature of the connection, there before its first call. Calls on one connection come at once.</summary>
internal sealed class ConnectionIdentity
{
    private Admitted? _last;

    public Admitted? Last
    {
        get => Volatile.Read(ref _last);
        set => Volatile.Write(ref _last, value);
    }
}
