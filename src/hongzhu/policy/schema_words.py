"""What the JSON Schema found wrong, said in Chinese."""

from typing import Any

import jsonschema

TYPES = {
    "string": "要写成文字，加引号",
    "number": "要写成数，不加引号",
    "integer": "要写成整数，不加引号",
    "boolean": "要写成 true 或 false，不加引号",
    "array": '要写成方括号里的一列，例如 ["…"]',
    "object": "要写成一组“名称 = 值”",
}


def in_chinese(error: jsonschema.ValidationError) -> str:
    """One sentence: what is wrong and what to do. A part of the schema may bring its own remedy as `description`."""
    given: Any = error.validator_value
    instance: Any = error.instance
    schema: Any = error.schema if isinstance(error.schema, dict) else {}
    at = next((part for part in reversed(error.absolute_path) if isinstance(part, str)), "这里")
    match error.validator:
        case "additionalProperties":
            unknown = [key for key in instance if key not in schema.get("properties", {})]
            if not error.absolute_path and not any(isinstance(instance[key], dict | list) for key in unknown):
                return f"“{'、'.join(unknown)}”不在任何一块里；请移到它所属的方括号标题下面，或删去"
            return f"不认识“{'、'.join(unknown)}”；请检查拼写，或删去"
        case "required":
            missing = [key for key in given if key not in instance]
            return f"缺少“{'、'.join(missing)}”；请补上"
        case "enum" | "const":
            allowed = given if isinstance(given, list) else [given]
            return f"“{at}”不能是“{instance}”；可以是：{'、'.join(map(str, allowed))}"
        case "anyOf" if all("required" in each for each in given):
            return f"缺少“{'”或“'.join(key for each in given for key in each['required'])}”；请补上"
        case "minLength":
            return f"“{at}”不能为空；请写上文字"
        case "minItems" | "minProperties":
            return f"“{at}”不能为空；请写上至少一项"
        case "type":
            if given == "array" and isinstance(instance, dict):
                return f"“[{at}]”要写成双方括号“[[{at}]]”，这样才能有好几条；请改正"
            remedy = schema.get("description") or TYPES.get(str(given), "请改正")
            if given in ("number", "integer") and str(instance).startswith("$"):
                remedy = "这里要直接写数，不能引用参数"
        case _:
            remedy = schema.get("description") or "超出允许的范围，请改正"
    return f"“{at}”写成了“{instance}”；{remedy}"
