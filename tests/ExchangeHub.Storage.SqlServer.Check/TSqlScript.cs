using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace ExchangeHub.Storage.SqlServer.Check;

/// <summary>
/// A text of T-SQL, parsed: what it defines, what it runs as dynamic SQL, and what of it can't be checked. Definitions are
/// found inside of <c>IF … BEGIN … END</c> and of <c>EXEC(N'…')</c> too, because migrations put them there.
/// </summary>
internal sealed class TSqlScript
{
    private const string ExecuteSql = "sp_executesql";

    private readonly List<string> _definitions = [];
    private readonly List<TSqlScript> _dynamic = [];
    private readonly List<string> _problems = [];
    private readonly IList<TSqlBatch> _batches;

    private TSqlScript(string text)
    {
        using var reader = new StringReader(text);
        var fragment = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        _problems.AddRange(errors.Select(error => $"line {error.Line}: {error.Message}"));
        _batches = (fragment as Microsoft.SqlServer.TransactSql.ScriptDom.TSqlScript)?.Batches ?? [];
        fragment?.Accept(new Functions(_problems));
        foreach (var statement in _batches.SelectMany(batch => batch.Statements))
            Collect(statement);
    }

    /// <summary>The statements that make an object of the schema, each by itself, in their order.</summary>
    public IEnumerable<string> Definitions => _definitions.Concat(_dynamic.SelectMany(script => script.Definitions));

    /// <summary>What stands between one <c>GO</c> and the next, unless it only defines.</summary>
    public IEnumerable<string> Batches => _batches.Where(batch => !batch.Statements.All(IsDefinition)).Select(TextOf);

    /// <summary>The batches of texts that are run as SQL of their own.</summary>
    public IEnumerable<string> DynamicBatches => _dynamic.SelectMany(script => script.Batches);

    /// <summary>What is wrong with the syntax, or how it uses functions; and what the check can't follow, lest that be taken for checked.</summary>
    public IEnumerable<string> Problems => _problems.Concat(_dynamic.SelectMany(script => script.Problems));

    /// <summary>Names of the columns of the last query, empty for one without a name. None if there is no query.</summary>
    public IReadOnlyList<string> Columns
        => _batches.SelectMany(batch => batch.Statements).OfType<SelectStatement>().LastOrDefault()?.QueryExpression is { } query ? [.. NamesOf(query)] : [];

    public static TSqlScript Parse(string text) => new(text);

    /// <summary>
    /// A table's definition with the columns that <paramref name="definition"/> adds to it, which DacFx has no words for. Null where
    /// that is no such addition, or one to another table.
    /// </summary>
    public static string? WithColumns(string table, string definition)
    {
        if (Single<AlterTableAddTableElementStatement>(definition) is not { Definition.ColumnDefinitions.Count: > 0 } addition
            || Single<CreateTableStatement>(table) is not { Definition.ColumnDefinitions: [.., var last] } created
            || created.SchemaObjectName.BaseIdentifier.Value != addition.SchemaObjectName.BaseIdentifier.Value)
            return null;
        var end = last.StartOffset + last.FragmentLength;
        return $"{table[..end]}, {TextOf(addition.Definition)}{table[end..]}";
    }

    private static T? Single<T>(string text)
        where T : TSqlStatement
        => new TSqlScript(text)._batches is [{ Statements: [T statement] }] ? statement : null;

    private void Collect(TSqlStatement? statement)
    {
        switch (statement)
        {
            case null:
                break;
            case IfStatement branch:
                Collect(branch.ThenStatement);
                Collect(branch.ElseStatement);
                break;
            case BeginEndBlockStatement block:
                foreach (var inner in block.StatementList.Statements)
                    Collect(inner);
                break;
            case not null when IsDefinition(statement):
                _definitions.Add(TextOf(statement));
                break;
            case ExecuteStatement execute:
                CollectDynamic(execute.ExecuteSpecification.ExecutableEntity);
                break;
            case SelectStatement or DataModificationStatement or DeclareVariableStatement or SetVariableStatement or PredicateSetStatement or TransactionStatement:
                break;
            case DropIndexStatement:
                break; // It stays in the model, and nothing is bound to it.
            default:
                _problems.Add($"line {statement.StartLine}: the check does not know what {statement.GetType().Name} does to the schema");
                break;
        }
    }

    private void CollectDynamic(ExecutableEntity entity)
    {
        if (entity is ExecutableStringList { Strings: var strings })
        {
            if (strings.All(text => text is StringLiteral))
                _dynamic.Add(Parse(string.Concat(strings.Cast<StringLiteral>().Select(text => text.Value))));
            else
                _problems.Add($"line {entity.StartLine}: dynamic SQL that is not a literal can't be checked");
        }
        else if (entity is ExecutableProcedureReference { ProcedureReference.ProcedureReference.Name.BaseIdentifier.Value: var name } && name.Equals(ExecuteSql, StringComparison.OrdinalIgnoreCase))
        {
            _problems.Add($"line {entity.StartLine}: the check does not look into {ExecuteSql}");
        }
    }

    private static bool IsDefinition(TSqlStatement statement) => statement
        is CreateTableStatement or CreateIndexStatement or CreateTypeStatement or CreateSchemaStatement or AlterTableAddTableElementStatement
        or TriggerStatementBody or ProcedureStatementBodyBase or ViewStatementBody;

    private static IEnumerable<string> NamesOf(QueryExpression query) => query switch
    {
        QuerySpecification specification => specification.SelectElements.OfType<SelectScalarExpression>().Select(NameOf),
        BinaryQueryExpression both => NamesOf(both.FirstQueryExpression),
        QueryParenthesisExpression inner => NamesOf(inner.QueryExpression),
        _ => [],
    };

    private static string NameOf(SelectScalarExpression element)
        => element.ColumnName?.Value ?? (element.Expression as ColumnReferenceExpression)?.MultiPartIdentifier?.Identifiers[^1].Value ?? "";

    private static string TextOf(TSqlFragment fragment)
        => string.Concat(fragment.ScriptTokenStream.Skip(fragment.FirstTokenIndex).Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1).Select(token => token.Text));

    private sealed class Functions(List<string> problems) : TSqlFragmentVisitor
    {
        /// <summary>A function that is called without a schema is SQL Server's own, or there is none.</summary>
        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is null && !ServerParts.Functions.Contains(node.FunctionName.Value))
                problems.Add($"line {node.StartLine}: {node.FunctionName.Value} is not among the functions of SQL Server that the check knows");
        }

        /// <summary>Two texts that are <c>sql_variant</c> differ where their collations do, whatever they say.</summary>
        public override void Visit(BooleanComparisonExpression node)
        {
            foreach (var call in new[] { node.FirstExpression, node.SecondExpression }.OfType<FunctionCall>().Where(call => ServerParts.VariantFunctions.Contains(call.FunctionName.Value)))
                problems.Add($"line {node.StartLine}: {call.FunctionName.Value} is compared as a sql_variant; convert it");
        }
    }
}
