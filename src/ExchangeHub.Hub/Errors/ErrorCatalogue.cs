using Grpc.Core;

namespace ExchangeHub.Hub.Errors;

/// <summary>One kind of error that a caller can meet.</summary>
/// <param name="Reason">Stable name, UPPER_SNAKE: what programs switch on (<c>ErrorInfo.reason</c>).</param>
/// <param name="Code">The gRPC status.</param>
/// <param name="Side">Where it went wrong: <c>caller</c>, <c>hub</c> or <c>region</c>.</param>
/// <param name="English">Text for people, with <c>{name}</c> for each dynamic part.</param>
/// <param name="Chinese">The same in Chinese.</param>
internal sealed record ErrorKind(string Reason, StatusCode Code, string Side, string English, string Chinese);

/// <summary>
/// Every error that the hub gives to a caller: the closed list.
/// </summary>
/// <remarks>
/// <para>Throw <c>new HubException(ErrorCatalogue.X, …)</c> wherever a call can't go on; one place (<see cref="ErrorTranslator"/>)
/// makes a wire status of it. Whatever is dynamic goes into the metadata by name, and appears in the text by that name,
/// so that a program never has to parse a sentence.</para>
/// <para>Choose by what the caller can do about it: repeat later (<c>UNAVAILABLE</c>, with a delay where one is known), repeat
/// with more time (<c>DEADLINE_EXCEEDED</c>), send less (<c>RESOURCE_EXHAUSTED</c>), send something else
/// (<c>INVALID_ARGUMENT</c>), ask for a right (<c>PERMISSION_DENIED</c>, <c>UNAUTHENTICATED</c>), or call somebody
/// (<c>INTERNAL</c>). Internals (stack traces, addresses, SQL) never leave the hub: an unknown exception is
/// <see cref="HubFailed"/> with a correlation id that finds it in the log.</para>
/// <para>What a register found, and a refusal by the requested office, is no error but an answer.</para>
/// </remarks>
internal static class ErrorCatalogue
{
    public static readonly ErrorKind CertificateNotRegistered = new("CERTIFICATE_NOT_REGISTERED", StatusCode.Unauthenticated, "caller",
        "The client certificate {certificate_sha256} belongs to no registered participant.", "客户端证书 {certificate_sha256} 不属于任何已登记的参与方。");

    public static readonly ErrorKind CertificateNotTrusted = new("CERTIFICATE_NOT_TRUSTED", StatusCode.Unauthenticated, "caller",
        "The client certificate is not trusted: {problem}.", "客户端证书不可信：{problem}。");

    public static readonly ErrorKind RoleNotPermitted = new("ROLE_NOT_PERMITTED", StatusCode.PermissionDenied, "caller",
        "Participant {participant} has no role that may call {method}.", "参与方 {participant} 的角色无权调用 {method}。");

    public static readonly ErrorKind GrantMissing = new("GRANT_MISSING", StatusCode.PermissionDenied, "caller",
        "Participant {participant} needs the grant {grant} to call {method}.", "参与方 {participant} 调用 {method} 需要授权 {grant}。");

    public static readonly ErrorKind OfficeNotRepresented = new("OFFICE_NOT_REPRESENTED", StatusCode.PermissionDenied, "caller",
        "Participant {participant} may not ask in the name of office {office}.", "参与方 {participant} 不得以机构 {office} 的名义查询。");

    public static readonly ErrorKind RequestInvalid = new("REQUEST_INVALID", StatusCode.InvalidArgument, "caller",
        "The request has {violations} violation(s).", "请求有 {violations} 处不符合要求。");

    public static readonly ErrorKind MessageRefused = new("MESSAGE_REFUSED", StatusCode.Unknown, "caller",
        "The message was refused before it was read: {problem}", "消息在读取前被拒绝：{problem}");

    public static readonly ErrorKind DeadlineTooShort = new("DEADLINE_TOO_SHORT", StatusCode.DeadlineExceeded, "caller",
        "The deadline leaves {remaining_ms} ms; at least {minimum_ms} ms are needed to ask a region.", "剩余时限 {remaining_ms} 毫秒，询问对方地区至少需要 {minimum_ms} 毫秒。");

    public static readonly ErrorKind CallCancelled = new("CALL_CANCELLED", StatusCode.Cancelled, "caller",
        "The caller cancelled the call.", "调用方取消了本次调用。");

    public static readonly ErrorKind RequestIdReused = new("REQUEST_ID_REUSED", StatusCode.AlreadyExists, "caller",
        "The request id {request_id} was used before with another body; choose a new one.", "请求编号 {request_id} 已用于另一内容；请使用新的编号。");

    public static readonly ErrorKind CaseNotFound = new("CASE_NOT_FOUND", StatusCode.NotFound, "caller",
        "There is no case {case_id} that the caller has a part in.", "没有调用方参与的案件 {case_id}。");

    public static readonly ErrorKind CaseChanged = new("CASE_CHANGED", StatusCode.Aborted, "caller",
        "Case {case_id} is at version {version}, not at {expected_version}: something has happened to it since. Read it and decide anew.",
        "案件 {case_id} 现为第 {version} 版，而非第 {expected_version} 版：期间已有变化，请查看后重新决定。");

    public static readonly ErrorKind CaseStateWrong = new("CASE_STATE_WRONG", StatusCode.FailedPrecondition, "caller",
        "The {acting_side} office can't do {act} in case {case_id}, whose state is {state}; allowed is: {allowed}.", "案件 {case_id} 的状态为 {state}，{acting_side} 一方不得执行 {act}；可执行：{allowed}。");

    public static readonly ErrorKind DisputeTooLate = new("DISPUTE_TOO_LATE", StatusCode.FailedPrecondition, "caller",
        "The reply in case {case_id} could be disputed until {dispute_date}.", "案件 {case_id} 的复函异议期限为 {dispute_date}，现已届满。");

    public static readonly ErrorKind CaseFull = new("CASE_FULL", StatusCode.ResourceExhausted, "caller",
        "Case {case_id} has {limit} events, which is the limit.", "案件 {case_id} 已有 {limit} 个事件，达到上限。");

    public static readonly ErrorKind LetterNumberUsed = new("LETTER_NUMBER_USED", StatusCode.AlreadyExists, "caller",
        "Office {office} has used this letter number in {year} already, for another case.", "机构 {office} 在 {year} 年已将此函号用于另一案件。");

    public static readonly ErrorKind RecordTransition = new("RECORD_TRANSITION", StatusCode.FailedPrecondition, "caller",
        "Record {record_key} of {data_set} can't go from {from} to {to}; allowed is: {allowed}.", "{data_set} 的记录 {record_key} 不得由 {from} 变为 {to}；可变为：{allowed}。");

    public static readonly ErrorKind CalendarYearMissing = new("CALENDAR_YEAR_MISSING", StatusCode.FailedPrecondition, "hub",
        "The time limits run into {year}, for which the hub has no working-day calendar ({calendar}); an operator must add it.", "办理期限涉及 {year} 年，而交换中心没有该年的工作日历（{calendar}），须由运维人员补充。");

    public static readonly ErrorKind PageTokenInvalid = new("PAGE_TOKEN_INVALID", StatusCode.InvalidArgument, "caller",
        "The page token is none that the hub gave for these filters.", "翻页标记无效，或与筛选条件不符。");

    public static readonly ErrorKind WatchOverrun = new("WATCH_OVERRUN", StatusCode.ResourceExhausted, "caller",
        "More than {limit} events wait to be looked at; watch again from the last event that was seen.", "待查看的事件超过 {limit} 个；请从最后看到的事件重新订阅。");

    public static readonly ErrorKind TooManyCalls = new("TOO_MANY_CALLS", StatusCode.ResourceExhausted, "caller",
        "Participant {participant} has {limit} calls under way, which is the limit.", "参与方 {participant} 已有 {limit} 个调用正在进行，达到上限。");

    public static readonly ErrorKind LinkNotConfigured = new("LINK_NOT_CONFIGURED", StatusCode.FailedPrecondition, "caller",
        "Participant {participant} is not configured to be reached by link.", "参与方 {participant} 未配置为通过长连接接入。");

    public static readonly ErrorKind AttachmentNotFound = new("ATTACHMENT_NOT_FOUND", StatusCode.NotFound, "caller",
        "There is no attachment {attachment_id} that the caller may see.", "没有调用方可以查看的附件 {attachment_id}。");

    public static readonly ErrorKind AttachmentOffset = new("ATTACHMENT_OFFSET", StatusCode.OutOfRange, "caller",
        "The upload must go on at byte {stored_size}: that much is stored.", "上传必须从第 {stored_size} 字节继续：此前的内容已存储。");

    public static readonly ErrorKind AttachmentDigestMismatch = new("ATTACHMENT_DIGEST_MISMATCH", StatusCode.InvalidArgument, "caller",
        "The content of attachment {attachment_id} is not what was announced: size or digest differ. Nothing of it was kept.", "附件 {attachment_id} 的内容与申报不符：大小或摘要不一致。未保留任何内容。");

    public static readonly ErrorKind AttachmentIncomplete = new("ATTACHMENT_INCOMPLETE", StatusCode.FailedPrecondition, "caller",
        "Attachment {attachment_id} is not complete: {stored_size} bytes of it are stored.", "附件 {attachment_id} 尚未上传完整：已存储 {stored_size} 字节。");

    public static readonly ErrorKind AttachmentBound = new("ATTACHMENT_BOUND", StatusCode.FailedPrecondition, "caller",
        "Attachment {attachment_id} belongs to another case or record already.", "附件 {attachment_id} 已属于其他案件或其他共享信息。");

    public static readonly ErrorKind AttachmentDiffers = new("ATTACHMENT_DIFFERS", StatusCode.FailedPrecondition, "caller",
        "Attachment {attachment_id} is not what the document says: size, media type or digest differ.", "附件 {attachment_id} 与文件所述不符：大小、媒体类型或摘要不一致。");

    public static readonly ErrorKind AttachmentSpace = new("ATTACHMENT_SPACE", StatusCode.ResourceExhausted, "caller",
        "Participant {participant} has announced as much as it may without binding it to a case or a record: {limit} bytes.", "参与方 {participant} 已申报而未归入案件或共享信息的附件达到上限：{limit} 字节。");

    public static readonly ErrorKind TooManyUploads = new("TOO_MANY_UPLOADS", StatusCode.ResourceExhausted, "caller",
        "Participant {participant} has {limit} uploads under way, which is the limit.", "参与方 {participant} 已有 {limit} 个上传正在进行，达到上限。");

    public static readonly ErrorKind TransferIdle = new("TRANSFER_IDLE", StatusCode.DeadlineExceeded, "caller",
        "Nothing came, or was taken, for {seconds} seconds; what is stored stays.", "{seconds} 秒内没有收发任何内容；已存储的内容保留。");

    public static readonly ErrorKind RunNotFound = new("RUN_NOT_FOUND", StatusCode.NotFound, "caller",
        "There is no run {run_id}.", "没有对账批次 {run_id}。");

    public static readonly ErrorKind RunEnded = new("RUN_ENDED", StatusCode.FailedPrecondition, "caller",
        "Run {run_id} has ended already: {state}.", "对账批次 {run_id} 已结束：{state}。");

    public static readonly ErrorKind TooManyRuns = new("TOO_MANY_RUNS", StatusCode.ResourceExhausted, "caller",
        "{limit} runs of participant {participant} wait already, which is the limit.", "参与方 {participant} 已有 {limit} 个对账批次在排队，达到上限。");

    public static readonly ErrorKind DifferenceNotFound = new("DIFFERENCE_NOT_FOUND", StatusCode.NotFound, "caller",
        "There is no difference {difference_id}.", "没有差异 {difference_id}。");

    public static readonly ErrorKind DifferenceState = new("DIFFERENCE_STATE", StatusCode.FailedPrecondition, "caller",
        "Difference {difference_id} is dealt with already: {state}.", "差异 {difference_id} 已结清：{state}。");

    public static readonly ErrorKind SecondPersonRequired = new("SECOND_PERSON_REQUIRED", StatusCode.FailedPrecondition, "caller",
        "Whoever proposed to accept difference {difference_id} can't confirm it: somebody else must.", "差异 {difference_id} 的认可须由申请人以外的另一人确认。");

    public static readonly ErrorKind RecordNotFound = new("RECORD_NOT_FOUND", StatusCode.NotFound, "caller",
        "There is no record {key} in effect on {date} in {data_set} of {producer_region}.", "{producer_region} 的 {data_set} 中没有于 {date} 有效的记录 {key}。");

    public static readonly ErrorKind RecordVersionGap = new("RECORD_VERSION_GAP", StatusCode.FailedPrecondition, "caller",
        "Version {version} of record {key} in {data_set} can't be added: the highest that is there is {highest_version}, the next must follow it.", "{data_set} 的记录 {key} 无法新增版本 {version}：现有最高版本为 {highest_version}，新版本必须紧随其后。");

    public static readonly ErrorKind RecordVersionTaken = new("RECORD_VERSION_TAKEN", StatusCode.AlreadyExists, "caller",
        "Version {version} of record {key} in {data_set} is there already with other content; the highest is {highest_version}.", "{data_set} 的记录 {key} 已有内容不同的版本 {version}；现有最高版本为 {highest_version}。");

    public static readonly ErrorKind FeedSequenceUnknown = new("FEED_SEQUENCE_UNKNOWN", StatusCode.OutOfRange, "caller",
        "The feed of {data_set} of {producer_region} ends at {sequence}: it has not been where the caller is. Begin with the snapshot.", "{producer_region} 的 {data_set} 变更流止于 {sequence}，未到过调用方所在位置。请从快照开始。");

    public static readonly ErrorKind GrantRequired = new("GRANT_REQUIRED", StatusCode.PermissionDenied, "caller",
        "Participant {participant} needs a grant of {data_set} of {producer_region}: apply for it.", "参与方 {participant} 需要 {producer_region} 的 {data_set} 授权，请先申请。");

    public static readonly ErrorKind GrantNotFound = new("GRANT_NOT_FOUND", StatusCode.NotFound, "caller",
        "There is no grant {grant_id} that concerns the caller.", "没有与调用方有关的授权 {grant_id}。");

    public static readonly ErrorKind GrantState = new("GRANT_STATE", StatusCode.FailedPrecondition, "caller",
        "That can't be done while grant {grant_id} is {state}.", "授权 {grant_id} 处于 {state} 状态，不能进行此操作。");

    public static readonly ErrorKind GrantEnded = new("GRANT_ENDED", StatusCode.PermissionDenied, "caller",
        "The grant of {data_set} of {producer_region} to participant {participant} has ended.", "参与方 {participant} 对 {producer_region} 的 {data_set} 的授权已结束。");

    public static readonly ErrorKind DataSetInternal = new("DATA_SET_INTERNAL", StatusCode.PermissionDenied, "caller",
        "{data_set} is for the regions' back offices only.", "{data_set} 仅限各地区后台系统使用。");

    public static readonly ErrorKind LedgerBusy = new("LEDGER_BUSY", StatusCode.ResourceExhausted, "hub",
        "The ledger's queue is full; the call was not recorded and gives no answer.", "台账队列已满；本次调用未能记录，因此不予答复。");

    public static readonly ErrorKind LedgerUnavailable = new("LEDGER_UNAVAILABLE", StatusCode.Unavailable, "hub",
        "The ledger can't be written; without a record there is no answer.", "台账无法写入；没有记录就不予答复。");

    public static readonly ErrorKind StoreUnavailable = new("STORE_UNAVAILABLE", StatusCode.Unavailable, "hub",
        "What is to be stored can't be stored at present, or not be read.", "目前无法存储或读取所需内容。");

    public static readonly ErrorKind StoredDataUnreadable = new("STORED_DATA_UNREADABLE", StatusCode.DataLoss, "hub",
        "What the hub stored can't be read: it was altered, or its key is missing.", "交换中心存储的内容无法读取：已被改动，或缺少密钥。");

    public static readonly ErrorKind HubFailed = new("HUB_FAILED", StatusCode.Internal, "hub",
        "The hub failed; its operators find the cause under correlation id {correlation_id}.", "交换中心内部错误；运维人员可凭关联号 {correlation_id} 查明原因。");

    public static readonly ErrorKind RegionUnreachable = new("REGION_UNREACHABLE", StatusCode.Unavailable, "region",
        "Region {region} can't be reached at present; nothing was sent to it.", "目前无法连接地区 {region}；未向其发送任何内容。");

    public static readonly ErrorKind RegionBusy = new("REGION_BUSY", StatusCode.ResourceExhausted, "region",
        "Region {region} has as many calls under way as it takes; nothing was sent to it.", "地区 {region} 正在处理的调用已达其上限；未向其发送任何内容。");

    public static readonly ErrorKind RegionUnavailable = new("REGION_UNAVAILABLE", StatusCode.Unavailable, "region",
        "Region {region} broke off before it answered; whether it dealt with the question is not known.", "地区 {region} 在答复前中断；是否已处理该请求不明。");

    public static readonly ErrorKind RegionTimedOut = new("REGION_TIMED_OUT", StatusCode.DeadlineExceeded, "region",
        "Region {region} did not answer in time; whether it dealt with the question is not known.", "地区 {region} 未在时限内答复；是否已处理该请求不明。");

    public static readonly ErrorKind RegionFailed = new("REGION_FAILED", StatusCode.Internal, "region",
        "Region {region} answered with the error {region_status}.", "地区 {region} 返回错误 {region_status}。");

    public static readonly ErrorKind RegionAnswerInvalid = new("REGION_ANSWER_INVALID", StatusCode.Internal, "region",
        "Region {region} gave an answer that can't be passed on: {problem}", "地区 {region} 的答复无法转交：{problem}");

    /// <summary>All kinds, found by reflection so that none can be forgotten.</summary>
    public static IReadOnlyList<ErrorKind> All { get; } =
        [.. typeof(ErrorCatalogue).GetFields().Where(field => field.FieldType == typeof(ErrorKind)).Select(field => (ErrorKind)field.GetValue(null)!)];
}
