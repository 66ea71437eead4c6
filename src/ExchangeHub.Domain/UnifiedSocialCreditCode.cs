using System.Buffers;

namespace ExchangeHub.Domain;

/// <summary>
/// Unified social credit code (统一社会信用代码), GB 32100-2015: 1 character registering department, 1 class, 6 area, 9
/// organisation code (组织机构代码, GB 11714-1997), 1 check character.
/// </summary>
/// <remarks>
/// The first two characters don't tell the kind of office: many notary offices are public institutions (12…), and a
/// forensic institution may carry the code of its hospital or university.
/// </remarks>
public static class UnifiedSocialCreditCode
{
    private const int Length = 18;
    private const int OrganisationIndex = 8;
    private const int OrganisationLength = 8;

    // I, O, S, V and Z are left out because they look like digits or other letters.
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly SearchValues<char> AlphabetValues = SearchValues.Create(Alphabet);

    private static ReadOnlySpan<byte> Weights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private static ReadOnlySpan<byte> OrganisationWeights => [3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>
    /// Whether a code is valid as it stands: 18 characters of the code's alphabet, and both check characters right, the
    /// organisation code's (17th) and the whole code's (18th). Small letters and spaces are not valid; null isn't either.
    /// </summary>
    public static bool IsValid(string? value) =>
        value is { Length: Length }
        && !value.AsSpan().ContainsAnyExcept(AlphabetValues)
        && value[OrganisationIndex + OrganisationLength] == OrganisationCheck(value.AsSpan(OrganisationIndex, OrganisationLength))
        && value[^1] == TotalCheck(value);

    /// <summary>
    /// Makes a valid code by adding both check characters.
    /// </summary>
    /// <param name="first8">Department, class and area, for example <c>32519999</c>.</param>
    /// <param name="organisation8">The organisation code without its check character, for example <c>MD990001</c>.</param>
    /// <exception cref="ArgumentException">An argument isn't 8 characters of the code's alphabet.</exception>
    public static string Complete(string first8, string organisation8)
    {
        CheckPart(first8, nameof(first8));
        CheckPart(organisation8, nameof(organisation8));
        var first17 = first8 + organisation8 + OrganisationCheck(organisation8);
        return first17 + TotalCheck(first17);
    }

    private static void CheckPart(string part, string name)
    {
        if (part.Length != 8 || part.AsSpan().ContainsAnyExcept(AlphabetValues))
            throw new ArgumentException("8 characters of the code's alphabet are needed.", name);
    }

    private static char TotalCheck(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
            sum += Alphabet.IndexOf(code[i]) * Weights[i];
        return Alphabet[(Alphabet.Length - sum % Alphabet.Length) % Alphabet.Length];
    }

    private static char OrganisationCheck(ReadOnlySpan<char> organisation)
    {
        var sum = 0;
        for (var i = 0; i < OrganisationWeights.Length; i++)
            sum += OrganisationValue(organisation[i]) * OrganisationWeights[i];
        return (11 - sum % 11) switch
        {
            10 => 'X',
            11 => '0',
            var check => (char)('0' + check),
        };
    }

    // The older standard knows all 26 letters: M is 22 here, and 21 in the alphabet above.
    private static int OrganisationValue(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
}
