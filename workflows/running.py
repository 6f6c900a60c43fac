"""The workflows that a worker runs, and the sandbox they run in."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from workflows.appeal import AppealWorkflow
from workflows.entries import EntriesWorkflow
from workflows.notice import NoticeWorkflow
from workflows.referral import ReferralWorkflow
from workflows.restriction import RestrictionWorkflow
from workflows.tellings import TellingsWorkflow

WORKFLOWS = (
    RestrictionWorkflow,
    AppealWorkflow,
    NoticeWorkflow,
    ReferralWorkflow,
    EntriesWorkflow,
    TellingsWorkflow,
)


def sandbox() -> SandboxedWorkflowRunner:
    """Return a sandbox in which a module that no workflow says it needs is a mistake at start-up.

    A database driver that slipped in would crash the interpreter, and a module loaded anew for every workflow would
    cost each of them its time and memory.
    """
    policy = (
        SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_import_notification_policy(policy))
