namespace ExchangeHub.Domain;

/// <summary>One thing that is wrong with data that an operator supplies, such as a calendar file.</summary>
/// <param name="Where">The file or the record, e.g. <c>Successions[3].Date</c>.</param>
/// <param name="English">What is wrong.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record DataProblem(string Where, string English, string Chinese);

/// <summary>Data is refused; says everything that is wrong with it, so that an operator mends it in one go.</summary>
public sealed class DataProblemsException(IReadOnlyList<DataProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(problem => $"{problem.Where}: {problem.English}")))
{
    /// <summary>What is wrong, in the order of the data; at least one.</summary>
    public IReadOnlyList<DataProblem> Problems { get; } = problems;
}

/// <summary>Collects problems.</summary>
internal sealed class DataProblems
{
    private readonly List<DataProblem> _found = [];

    public bool Any => _found.Count > 0;

    public IReadOnlyList<DataProblem> Found => _found;

    public void Add(DataProblem problem) => _found.Add(problem);

    public void AddAll(DataProblems others) => _found.AddRange(others._found);

    public void Add(string where, string english, string chinese) => _found.Add(new DataProblem(where, english, chinese));

    /// <summary>Adds a problem unless <paramref name="holds"/>, and says whether it holds.</summary>
    public bool Require(bool holds, string where, string english, string chinese)
    {
        if (!holds)
            Add(where, english, chinese);
        return holds;
    }

    public void ThrowIfAny()
    {
        if (Any)
            throw new DataProblemsException(_found);
    }
}
