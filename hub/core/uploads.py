"""A file that is larger than any we take is not even written to the temporary folder."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class SizeLimit(FileUploadHandler):
    """Stands first in FILE_UPLOAD_HANDLERS; keeps no byte of a file beyond the limit.

    Such a file reaches the view as an empty one with its size, to be refused there. The rest of
    the request is read, so that the browser hears the answer.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.total = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0
        self.is_too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        self.total += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            self.is_too_large = True
        if self.total > settings.UPLOAD_MAX_BYTES_PER_APPLICATION:
            self.is_too_large = True
        return None if self.is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.is_too_large:
            return None
        size = max(self.received, settings.UPLOAD_MAX_BYTES + 1)
        return UploadedFile(BytesIO(), self.file_name, self.content_type, size, self.charset)
