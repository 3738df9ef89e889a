"""What the JSON Schema found wrong, said in Chinese."""

from typing import Any

import jsonschema


def in_chinese(error: jsonschema.ValidationError) -> str:
    """One sentence: what is wrong and what to do."""
    given: Any = error.validator_value
    instance: Any = error.instance
    at = ".".join(str(part) for part in error.absolute_path if isinstance(part, str)) or "这里"
    match error.validator:
        case "additionalProperties":
            allowed: Any = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            unknown = [key for key in instance if key not in allowed]
            return f"不认识“{'、'.join(unknown)}”；请检查拼写，或删去"
        case "required":
            missing = [key for key in given if key not in instance]
            return f"缺少“{'、'.join(missing)}”；请补上"
        case "enum" | "const":
            allowed = given if isinstance(given, list) else [given]
            return f"“{at}”不能是“{error.instance}”；可以是：{'、'.join(map(str, allowed))}"
        case "type" | "anyOf":
            return f"“{at}”的值“{error.instance}”类型不对"
        case "pattern":
            return f"“{at}”的值“{error.instance}”写法不对"
        case "minLength" | "minItems":
            return f"“{at}”不能为空"
        case _:
            return f"“{at}”的值“{error.instance}”超出允许的范围"
