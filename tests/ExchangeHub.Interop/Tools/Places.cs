using System.Reflection;

namespace ExchangeHub.Interop.Tools;

/// <summary>Folders that the programs under test need.</summary>
internal static class Places
{
    /// <summary>This project's folder: the Node programs and scripts.</summary>
    public static string Interop { get; } = Metadata("InteropFolder");

    /// <summary>The folder that holds google/type and google/rpc.</summary>
    public static string CommonProtos { get; } = Metadata("CommonProtos");

    /// <summary>The contract.</summary>
    public static string Protos { get; } = Path.GetFullPath(Path.Combine(Interop, "../../protos"));

    public static string NodeModules { get; } = Path.Combine(Interop, "node_modules");

    public static string Buf { get; } = Path.Combine(NodeModules, ".bin", "buf");

    private static string Metadata(string key)
        => typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
