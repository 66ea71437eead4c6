namespace ExchangeHub.Domain;

/// <summary>What is wrong with a resident identity number. If several things are, the first of this list is told.</summary>
public enum ResidentIdError
{
    /// <summary>Nothing: the number is valid.</summary>
    None,

    /// <summary>Neither 17 digits and a digit or X, nor 15 digits (格式错误).</summary>
    Form,

    /// <summary>The birth date in it doesn't exist, or is in the future (出生日期错误).</summary>
    BirthDate,

    /// <summary>The last character doesn't fit the others (校验码错误).</summary>
    CheckCharacter,
}
