using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace ExchangeHub.Hub.Storage.Protection;

/// <summary>Encrypts the secret part of a key of the ring under the master key.</summary>
internal sealed class MasterKeyXmlEncryptor(MasterKey masterKey) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var bytes = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new EncryptedXmlInfo(new XElement(MasterKeyXmlDecryptor.Element, Convert.ToBase64String(masterKey.Encrypt(bytes))), typeof(MasterKeyXmlDecryptor));
    }
}

/// <summary>Decrypts what <see cref="MasterKeyXmlEncryptor"/> encrypted. Its full name stands in every database beside each key, so it must stay as it is.</summary>
/// <param name="services">Data Protection makes it, and gives this.</param>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public const string Element = "underMasterKey";

    public XElement Decrypt(XElement encryptedElement)
    {
        var bytes = services.GetRequiredService<MasterKey>().Decrypt(Convert.FromBase64String(encryptedElement.Value));
        return XElement.Parse(Encoding.UTF8.GetString(bytes));
    }
}
