namespace ExchangeHub.Hub.Configuration;

/// <summary>
/// Everything that an operator can set, as it stands in the configuration file. Relative paths start at the file's folder.
/// </summary>
/// <remarks>
/// <see cref="Regions"/>, <see cref="Participants"/>, <see cref="CertificateFile"/>, <see cref="CertificateKeyFile"/> and the
/// files that they name are reloaded while the hub runs; the rest counts at start. Absent means safe.
/// </remarks>
public sealed record HubOptions
{
    /// <summary>
    /// Addresses to listen on, each <c>IP:port</c>, e.g. <c>0.0.0.0:7443</c>; port 0 takes a free one. A file that names none
    /// means <see cref="HubConfiguration.DefaultListen"/>.
    /// </summary>
    public IReadOnlyList<string> Listen { get; init; } = []; // A default here would stay beside what the file names.

    /// <summary>PEM file of the hub's own certificate, with its intermediates. It serves callers and calls back offices.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file of its private key.</summary>
    public string CertificateKeyFile { get; init; } = "";

    /// <summary>Whether TLS 1.2 is accepted beside TLS 1.3.</summary>
    public bool AllowTls12 { get; init; }

    /// <summary>Whether sample certificates, whose keys are public, are accepted. Only in development, and only on loopback addresses.</summary>
    public bool Development { get; init; }

    /// <summary>How often certificates, revocation lists, regions and participants are looked at for changes, in seconds, 1 to 3600.</summary>
    public int ReloadSeconds { get; init; } = 5;

    /// <summary>Where the ledger is kept.</summary>
    public StoreOptions Store { get; init; } = new();

    /// <summary>
    /// File of the key under which persons are indexed: 32 bytes in base64. Whoever has it can find out who was asked
    /// about; whoever loses it can't find it any more. It must not change.
    /// </summary>
    public string PersonIndexKeyFile { get; init; } = "";

    /// <summary>
    /// File of the key under which the keys of stored payloads are kept in the database: 32 bytes in base64, the same for all
    /// hubs on one database. Whoever has it and the database can read what is stored; whoever loses it has lost that. It must
    /// not change.
    /// </summary>
    public string PayloadKeyFile { get; init; } = "";

    /// <summary>Limits on what callers control.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>What attachments may be, and how long they wait.</summary>
    public AttachmentOptions Attachments { get; init; } = new();

    /// <summary>How long calls may take.</summary>
    public DeadlineOptions Deadlines { get; init; } = new();

    /// <summary>How deliveries are made.</summary>
    public DeliveryOptions Deliveries { get; init; } = new();

    /// <summary>Time limits and retention of cases.</summary>
    public CaseOptions Cases { get; init; } = new();

    /// <summary>When and how ledgers are compared with the regions'.</summary>
    public ReconciliationOptions Reconciliation { get; init; } = new();

    /// <summary>How information is shared.</summary>
    public SharingOptions Sharing { get; init; } = new();

    /// <summary>What inspections of forensic practice go by.</summary>
    public ForensicOptions Forensic { get; init; } = new();

    /// <summary>Where operators are alerted.</summary>
    public AlertOptions Alerts { get; init; } = new();

    /// <summary>What became of offices that are no longer in the directory (机构沿革).</summary>
    public IReadOnlyList<SuccessionOptions> Successions { get; init; } = [];

    /// <summary>The links that back offices open.</summary>
    public HubLinkOptions Links { get; init; } = new();

    /// <summary>The regions, and <c>HUB</c> for the hub's own operators and auditors.</summary>
    public IReadOnlyList<RegionOptions> Regions { get; init; } = [];

    /// <summary>The participants.</summary>
    public IReadOnlyList<ParticipantOptions> Participants { get; init; } = [];
}

/// <summary>Limits on what callers control. Past one comes <c>RESOURCE_EXHAUSTED</c>, not growth.</summary>
public sealed record LimitOptions
{
    /// <summary>Largest message in bytes, 1 KiB to 4 MiB.</summary>
    public int MessageBytes { get; init; } = 256 * 1024;

    /// <summary>Calls that one participant may have under way, 1 to 10,000.</summary>
    public int ConcurrentCallsPerParticipant { get; init; } = 512;

    /// <summary>Connections that the hub holds in all, 1 to 100,000.</summary>
    public int Connections { get; init; } = 2_000;

    /// <summary>Ledger entries that may wait to be written, 1 to 1,000,000.</summary>
    public int LedgerQueue { get; init; } = 10_000;

    /// <summary>Ledger entries in one transaction, 1 to 10,000.</summary>
    public int LedgerBatch { get; init; } = 512;

    /// <summary>Case events and delivery outcomes in one transaction, 1 to 1,000.</summary>
    public int WriteBatch { get; init; } = 128;

    /// <summary>Largest attachment in bytes, 1 KiB to 1 GiB.</summary>
    public int AttachmentBytes { get; init; } = 200 * 1024 * 1024;

    /// <summary>Uploads that one participant may have under way on one hub, 1 to 100. Each holds about 1 MiB of memory.</summary>
    public int UploadsPerParticipant { get; init; } = 8;

    /// <summary>Bytes of attachments that one participant may have announced and not yet bound to a case, 1 MiB to 1 TiB.</summary>
    public long UnboundAttachmentBytesPerParticipant { get; init; } = 4L * 1024 * 1024 * 1024;
}

/// <summary>How long calls may take, in milliseconds.</summary>
public sealed record DeadlineOptions
{
    /// <summary>Time for a call whose caller set no deadline.</summary>
    public int DefaultMs { get; init; } = 10_000;

    /// <summary>Longest time for a call, whatever its caller set.</summary>
    public int MaximumMs { get; init; } = 60_000;

    /// <summary>A call with less than this left is refused before a region is asked.</summary>
    public int MinimumMs { get; init; } = 20;

    /// <summary>What the hub keeps for itself, to record and reply, of the time that is left; at most half of it.</summary>
    public int ReserveMs { get; init; } = 100;
}

/// <summary>The links (长连接) that back offices open. What travels over them counts in <see cref="LimitOptions"/> like any call.</summary>
public sealed record HubLinkOptions
{
    /// <summary>How often a region is asked whether it is there, in milliseconds, 100 to 60,000.</summary>
    public int HeartbeatMs { get; init; } = 5_000;

    /// <summary>How long it may stay silent before its link is dropped, in milliseconds, twice the heartbeat to 300,000.</summary>
    public int HeartbeatTimeoutMs { get; init; } = 15_000;

    /// <summary>How long calls under way may go on when a link is to end, in milliseconds, 0 to 60,000.</summary>
    public int DrainMs { get; init; } = 10_000;

    /// <summary>Links that one participant may have open at a time, 1 to 16; one more ends the oldest. New calls go over the newest.</summary>
    public int PerParticipant { get; init; } = 4;
}

/// <summary>A province-level jurisdiction (地区), or the hub's own authority.</summary>
public sealed record RegionOptions
{
    /// <summary>ISO 3166-2 code, e.g. <c>CN-CQ</c>; <c>HUB</c> for the hub's own authority.</summary>
    public string Code { get; init; } = "";

    /// <summary>Name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>PEM files of the region's root and intermediate certificates.</summary>
    public IReadOnlyList<string> TrustAnchorFiles { get; init; } = [];

    /// <summary>Files of the region's revocation lists (CRL), PEM or DER. None means that revocation is not checked.</summary>
    public IReadOnlyList<string> RevocationListFiles { get; init; } = [];

    /// <summary>Hours for which a revocation list is still used after its next update was due; then the region's certificates are refused.</summary>
    public int RevocationGraceHours { get; init; } = 72;

    /// <summary>Participant that answers for the region; it must have the role <c>back-office</c> and an endpoint. Empty where the region only asks.</summary>
    public string BackOffice { get; init; } = "";

    /// <summary>Offices (机构) of the region that may ask and be asked.</summary>
    public IReadOnlyList<OfficeOptions> Offices { get; init; } = [];
}

/// <summary>An office (机构).</summary>
public sealed record OfficeOptions
{
    /// <summary>Unified social credit code (统一社会信用代码), unique among all regions.</summary>
    public string Uscc { get; init; } = "";

    /// <summary>Name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Division code (行政区划代码) of its seat, six digits: local holidays go by it. Empty: the national calendar alone.</summary>
    public string DivisionCode { get; init; } = "";
}

/// <summary>An organisation that holds certificates (参与方).</summary>
public sealed record ParticipantOptions
{
    /// <summary>Id, 1 to 64 of <c>a-z 0-9 -</c>. It stands in the ledger, so it must never be given to somebody else.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name for people.</summary>
    public string Name { get; init; } = "";

    /// <summary>Code of the region whose authority issues its certificates.</summary>
    public string Region { get; init; } = "";

    /// <summary>What it may do: <c>notary-office</c>, <c>back-office</c>, <c>operator</c>, <c>auditor</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Further rights, e.g. <c>sealed-files</c>.</summary>
    public IReadOnlyList<string> Grants { get; init; } = [];

    /// <summary>Its certificates: one, or two while they are exchanged.</summary>
    public IReadOnlyList<CertificateOptions> Certificates { get; init; } = [];

    /// <summary>Codes of the offices in whose name it may ask. A back office may ask for all offices of its region.</summary>
    public IReadOnlyList<string> Offices { get; init; } = [];

    /// <summary>How a back office is reached.</summary>
    public EndpointOptions? Endpoint { get; init; }
}

/// <summary>Names a certificate: by its hash, or by its subject within the region's authority. Exactly one is given.</summary>
public sealed record CertificateOptions
{
    /// <summary>SHA-256 of the certificate in hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The subject, as <c>exchangehub certificates check</c> prints it.</summary>
    public string Subject { get; init; } = "";
}

/// <summary>How a back office is reached: the hub calls its address (dial-out), or it opens a link (长连接) to the hub. Exactly one is given.</summary>
public sealed record EndpointOptions
{
    /// <summary>Address, <c>https://host:port</c>, that the hub calls.</summary>
    public string Address { get; init; } = "";

    /// <summary>The DNS name that its server certificate must carry. Empty: the address's host.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Whether the back office opens a link to each hub instance, and needs no inbound port.</summary>
    public bool Link { get; init; }
}
