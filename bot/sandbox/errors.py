"""Every error of the Bot API that the sandbox answers with, in the real server's words."""

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`: its HTTP status, description and parameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(text: str) -> ApiError:
    """400 with the server's prefix; the first letter is lowered unless an identifier follows."""
    keeps = len(text) > 1 and (text[1] == "_" or text[1].isupper())
    return ApiError(400, f"Bad Request: {text if keeps else text[:1].lower() + text[1:]}")


def forbidden(text: str) -> ApiError:
    """403 with the server's prefix."""
    return ApiError(403, f"Forbidden: {text}")


def too_many(seconds: int) -> ApiError:
    """429: nothing was done; to be tried again after so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


MALFORMED_TOKEN = ApiError(401, "Unauthorized: invalid token specified")
WRONG_TOKEN = ApiError(401, "Unauthorized")
NO_METHOD = ApiError(404, "Not Found: method not found")

OTHER_POLL = ApiError(
    409,
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
)
WEBHOOK_SET = ApiError(409, "Conflict: terminated by setWebhook request")
WEBHOOK_ACTIVE = ApiError(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)

NO_CHAT_ID = bad("chat_id is empty")
NO_CHAT = bad("chat not found")
BLOCKED = forbidden("bot was blocked by the user")
NOT_STARTED = forbidden("bot can't initiate conversation with a user")

TEXT_EMPTY = bad("message text is empty")
TEXT_BLANK = bad("text must be non-empty")
TEXT_TOO_LONG = bad("message is too long")
CAPTION_TOO_LONG = bad("message caption is too long")
PARSE_MODE = bad("unsupported parse_mode")
REPLY_MISSING = bad("message to be replied not found")

NO_PHOTO = bad("there is no photo in the request")
NO_DOCUMENT = bad("there is no document in the request")
WRONG_FILE = bad("wrong file identifier/HTTP URL specified")
NO_FILE_ID = bad("file_id not specified")
INVALID_FILE = bad("invalid file_id")
NO_LATITUDE = bad("latitude is empty")
NO_LONGITUDE = bad("longitude is empty")
WRONG_LOCATION = bad("invalid location specified")
NO_PHONE = bad('parameter "phone_number" is required')
NO_FIRST_NAME = bad('parameter "first_name" is required')
WRONG_ACTION = bad("wrong parameter action in request")

NO_MESSAGE_ID = bad("message identifier is not specified")
EDIT_MISSING = bad("message to edit not found")
EDIT_FORBIDDEN = bad("message can't be edited")
EDIT_NO_TEXT = bad("there is no text in the message to edit")
EDIT_NO_CAPTION = bad("there is no caption in the message to edit")
EDIT_SAME = bad(
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
INLINE_EXPECTED = bad("inline keyboard expected")

DELETE_MISSING = bad("message to delete not found")
DELETE_OLD = bad("message can't be deleted for everyone")
NO_MESSAGE_IDS = bad("message identifiers are not specified")
TOO_MANY_IDS = bad("too many message identifiers specified")

QUERY_OLD = bad("query is too old and response timeout expired or query ID is invalid")
TOAST_TOO_LONG = bad("MESSAGE_TOO_LONG")

COMMANDS_JSON = bad("can't parse commands JSON object")
COMMANDS_ARRAY = bad("expected an Array of BotCommand")
COMMAND_EMPTY = bad("command must be non-empty")
COMMAND_LONG = bad("command length must not exceed 32")
COMMAND_INVALID = bad("BOT_COMMAND_INVALID")
DESCRIPTION_EMPTY = bad("command description must be non-empty")
DESCRIPTION_LONG = bad("command description length must not exceed 256")

MARKUP_JSON = bad("can't parse reply keyboard markup JSON object")
MARKUP_LONG = bad("reply markup is too long")
DATA_INVALID = bad("BUTTON_DATA_INVALID")
TEXT_BUTTON = bad(
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)

WEBHOOK_URL = bad("invalid webhook URL specified")
WEBHOOK_HTTPS = bad("bad webhook: An HTTPS URL must be provided for webhook")
WEBHOOK_PORT = bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
SECRET_LONG = bad("secret token is too long")
SECRET_CHARACTERS = bad("secret token contains unallowed characters")


def entities(problem: str) -> ApiError:
    """The HTML could not be read."""
    return bad(f"can't parse entities: {problem}")


def not_array(field: str) -> ApiError:
    """A keyboard that is no list of rows."""
    return bad(f'field "{field}" must be an Array of Arrays')


def button_url(url: str) -> ApiError:
    """A link that the real server refuses, for instance one to this machine."""
    return bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
