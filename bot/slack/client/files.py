"""Take files that people send, and send some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from bot.slack.client.calls import ApiCalls
from bot.slack.client.messages import in_thread
from bot.slack.failures import (
    TRANSPORT_ERRORS,
    FailureKind,
    SlackFailure,
    classify_transport_error,
)


class Files(ApiCalls):
    """Files, up and down."""

    def fetch_file(self, workspace: str, file_id: str) -> Mapping[str, Any]:
        """Ask Slack about a file that somebody sent. Raises SlackFailure."""
        info = self._call_method(workspace, "files.info", {"file": file_id}).get("file")
        return info if isinstance(info, Mapping) else {}

    def download_file(self, workspace: str, url: str, max_bytes: int) -> bytes:
        """Return the content of a file that somebody sent. Raises SlackFailure, `too_large` beyond `max_bytes`."""
        if not self._is_slack_url(url):
            raise SlackFailure(FailureKind.OUR_FAULT, "foreign_address")
        request = Request(url, headers={"Authorization": f"Bearer {self.token(workspace)}"})  # noqa: S310  (checked)
        with self._reported("file_download"):
            try:
                with urlopen(request, timeout=self._timeout, context=self._tls) as answer:  # noqa: S310  (checked above)
                    content = bytes(answer.read(max_bytes + 1))
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(classify_transport_error(error), type(error).__name__) from error
        if len(content) > max_bytes:
            raise SlackFailure(FailureKind.OUR_FAULT, "too_large")
        return content

    def upload_files(
        self,
        workspace: str,
        channel: str,
        files: Sequence[tuple[str, bytes]],
        comment: str,
        *,
        thread_ts: str | None = None,
    ) -> None:
        """Send files to a channel, by its id, in Slack's three steps. Raises SlackFailure."""
        uploaded = [{"id": self._upload_file(workspace, name, content), "title": name} for name, content in files]
        arguments = {"files": uploaded, "channel_id": channel, "initial_comment": comment, **in_thread(thread_ts)}
        self._call_method(workspace, "files.completeUploadExternal", arguments)

    def _upload_file(self, workspace: str, name: str, content: bytes) -> str:
        """Upload one file, which nobody sees yet; return its id."""
        target = self._call_method(workspace, "files.getUploadURLExternal", {"filename": name, "length": len(content)})
        request = Request(str(target["upload_url"]), data=content, method="POST")  # noqa: S310  (Slack's own answer)
        with self._reported("file_upload"):
            try:
                with urlopen(request, timeout=self._timeout, context=self._tls):  # noqa: S310
                    return str(target["file_id"])
            except TRANSPORT_ERRORS as error:
                raise SlackFailure(FailureKind.RETRY, type(error).__name__) from error  # nothing is shared yet

    def _is_slack_url(self, url: str) -> bool:
        """Tell whether an address is on a host that may be shown our token: Slack's files, or the API's own host."""
        parts, own = urlsplit(url), urlsplit(self._api_url)
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and host.endswith((".slack.com", ".slack-gov.com", ".slack-files.com"))
