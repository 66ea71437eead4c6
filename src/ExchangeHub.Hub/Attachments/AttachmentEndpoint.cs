using ExchangeHub.Contracts.Attachment.V1;
using ExchangeHub.Hub.Errors;
using ExchangeHub.Hub.Identity;
using ExchangeHub.Hub.Ledger;
using ExchangeHub.Hub.Relay;
using ExchangeHub.Hub.Validation;
using Grpc.Core;
using static ExchangeHub.Contracts.Attachment.V1.AttachmentService;

namespace ExchangeHub.Hub.Attachments;

/// <summary>Takes and gives attachments (附件上传、下载).</summary>
internal sealed class AttachmentEndpoint(
    AttachmentStore store, AttachmentAccess access, AttachmentUploads uploads, AttachmentDownloads downloads, AttachmentRules rules, HubStateHolder state, ExchangeIds ids, TimeProvider clock) : AttachmentServiceBase
{
    public override async Task<CreateAttachmentResponse> CreateAttachment(CreateAttachmentRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context).Participant;
        Check(request, caller);
        var requestId = Guid.Parse(request.RequestId).ToString();
        var attachment = await store.FindAsync(caller.Id, requestId, context.CancellationToken);
        if (attachment is null)
        {
            await store.TryAddAsync(Announced(request, requestId, caller));
            // Where another call with the same request id was faster, what it announced counts.
            attachment = await store.FindAsync(caller.Id, requestId, context.CancellationToken)
                ?? throw new InvalidOperationException("What was announced a moment ago is gone.");
        }
        RequireSame(attachment, request, requestId);
        return new CreateAttachmentResponse { Attachment = access.ToMessage(attachment) };
    }

    public override async Task<UploadAttachmentResponse> UploadAttachment(IAsyncStreamReader<UploadAttachmentRequest> requestStream, ServerCallContext context)
        => new() { Attachment = access.ToMessage(await uploads.ReceiveAsync(requestStream, context)) };

    public override async Task<GetAttachmentResponse> GetAttachment(GetAttachmentRequest request, ServerCallContext context)
    {
        var id = AttachmentRules.Id(request.AttachmentId, new Violations(ChinaTime.DateOf(clock.GetUtcNow())));
        var attachment = await store.FindAsync(id, context.CancellationToken);
        await access.RequireVisibleAsync(id, attachment, Caller.Of(context).Participant, context.CancellationToken);
        return new GetAttachmentResponse { Attachment = access.ToMessage(attachment!) };
    }

    public override Task DownloadAttachment(DownloadAttachmentRequest request, IServerStreamWriter<DownloadAttachmentResponse> responseStream, ServerCallContext context)
        => downloads.SendAsync(request, responseStream, context);

    private void Check(CreateAttachmentRequest request, Participant caller)
    {
        var violations = new Violations(ChinaTime.DateOf(clock.GetUtcNow()));
        var owner = state.Current.Offices.GetValueOrDefault(request.OwnerOffice?.Uscc ?? "");
        if (owner is not null && !caller.Represents(owner))
            throw new HubException(ErrorCatalogue.OfficeNotRepresented, ("participant", caller.Id), ("office", owner.Uscc));
        violations.Require(owner is not null || request.OwnerOffice is null, "owner_office", "uscc", Router.NotInDirectory);
        rules.Check(request, violations);
        violations.ThrowIfAny();
    }

    private Attachment Announced(CreateAttachmentRequest request, string requestId, Participant caller)
    {
        var id = ids.Next();
        var sha256 = request.Sha256.ToByteArray();
        return new Attachment
        {
            Id = id,
            UploaderId = caller.Id,
            UploaderRegion = caller.RegionCode,
            RequestId = requestId,
            OwnerOffice = request.OwnerOffice.Uscc,
            MediaType = request.MediaType,
            Size = request.Size,
            Sha256 = sha256,
            Secret = access.Encrypt(AttachmentSecret.New(request.Name), id, request.Size, sha256),
            CreateTime = clock.GetUtcNow(),
        };
    }

    private void RequireSame(Attachment attachment, CreateAttachmentRequest request, string requestId)
    {
        var same = attachment.Size == request.Size && attachment.Sha256.AsSpan().SequenceEqual(request.Sha256.Span) && attachment.MediaType == request.MediaType
            && attachment.OwnerOffice == request.OwnerOffice.Uscc && access.SecretOf(attachment).Name == request.Name;
        if (!same)
            throw new HubException(ErrorCatalogue.RequestIdReused, ("request_id", requestId));
    }
}
