namespace ExchangeHub.TestKit;

/// <summary>How the hub reaches the stub back office.</summary>
public enum BackOfficeWay
{
    /// <summary>The hub calls it.</summary>
    DialOut,

    /// <summary>It opens a link to the hub.</summary>
    Link,
}
