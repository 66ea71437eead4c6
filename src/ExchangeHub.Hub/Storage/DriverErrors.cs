using System.Data.Common;

namespace ExchangeHub.Hub.Storage;

/// <summary>Tells a database's errors from others: streams and regions time out too.</summary>
internal static class DriverErrors
{
    /// <summary>Whether a driver said it, wherever in the exception that stands.</summary>
    public static bool Includes(Exception? error) => error is DbException || (error is not null && Includes(error.InnerException));
}
