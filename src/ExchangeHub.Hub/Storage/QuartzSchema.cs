using System.Globalization;
using System.Text;
using Quartz;

namespace ExchangeHub.Hub.Storage;

/// <summary>
/// The tables in which Quartz keeps its jobs, for the migrations: the statements that the package brings along, each of which
/// creates only what is missing. A later package that wants more gets a migration of its own, which may run them again.
/// </summary>
public static class QuartzSchema
{
    private const string Folder = "Quartz.Impl.AdoJobStore.Schema.";
    private const string Separator = "\n--;;\n";
    private const string TablePrefix = "QRTZ_";

    /// <summary>The statements of the script <paramref name="name"/>, in their order.</summary>
    public static IReadOnlyList<string> Statements(string name)
    {
        using var stream = typeof(IScheduler).Assembly.GetManifestResourceStream(Folder + name) ?? throw new ArgumentException($"Quartz has no script {name}.", nameof(name));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return
        [
            .. reader.ReadToEnd().ReplaceLineEndings("\n").Split(Separator)
                .Skip(1) // What stands before the first separator is about the file.
                .Select(statement => string.Format(CultureInfo.InvariantCulture, statement, TablePrefix, TablePrefix).Trim())
                .Where(statement => statement.Length > 0),
        ];
    }
}
