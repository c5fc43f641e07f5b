"""The shape of `rules/classification.yaml`, for pydantic. Every key is explained in docs/quan-tri/quy-tac.md."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from gateway.domain.classification import Paper
from gateway.domain.codes import parse_code
from gateway.domain.document import Confidence
from gateway.domain.facts import Place
from gateway.domain.words import phrase


class Strict(BaseModel):
    """Unknown keys are errors: a slip of the pen must not switch a condition off."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _is_phrase(text: str) -> str:
    phrase(text)
    return text


def _is_pattern(text: str) -> str:
    inner = text.removesuffix("*") if text.endswith("*") else text.removeprefix("*")
    if not inner or "*" in inner:
        raise ValueError("write GM-* (begins), */TU (ends) or BC (whole)")
    return text


def _is_code(text: str) -> str:
    if parse_code(text) is None:
        raise ValueError("is not a code like 57/2014/QĐ-UBND")
    return text


PhraseText = Annotated[str, AfterValidator(_is_phrase)]
Phrases = tuple[PhraseText, ...]
Pattern = Annotated[str, AfterValidator(_is_pattern)]
RuleName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
Word = Annotated[str, Field(min_length=1, max_length=100)]


class WordsModel(Strict):
    places: Annotated[tuple[Place, ...], Field(alias="in", min_length=1)] = (Place.TITLE,)
    any: Phrases = ()
    all: Phrases = ()
    none: Phrases = ()

    @model_validator(mode="after")
    def _says_something(self) -> "WordsModel":
        if not (self.any or self.all or self.none):
            raise ValueError("needs any, all or none")
        return self


class WhenModel(Strict):
    type: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    notation: Annotated[tuple[Pattern, ...], Field(min_length=1)] | None = None
    words: WordsModel | None = None
    addressees: Annotated[Phrases, Field(min_length=1)] | None = None
    year_in_number: bool | None = None
    party_form: bool | None = None
    numbered: bool | None = None
    draft: bool | None = None
    deadline: bool | None = None
    has_invitation_in_mail: bool | None = None
    for_information: bool | None = None
    dossier_code: bool | None = None
    all_of: "Annotated[tuple[WhenModel, ...], Field(min_length=1)] | None" = None
    any_of: "Annotated[tuple[WhenModel, ...], Field(min_length=1)] | None" = None
    none_of: "Annotated[tuple[WhenModel, ...], Field(min_length=1)] | None" = None

    @model_validator(mode="after")
    def _says_something(self) -> "WhenModel":
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise ValueError("needs at least one condition")
        return self


class ThenModel(Strict):
    article: Literal["7", "8"]
    item: Text
    paper: Paper
    confidence: Confidence
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _number_or_text(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("article"), int):
            return {**data, "article": str(data["article"])}
        return data

    @model_validator(mode="after")
    def _fits_the_article(self) -> "ThenModel":
        if (self.article == "7") != (self.paper is Paper.NO):
            raise ValueError("paper: no belongs to article 7 and only to it (Art. 7, 8.1)")
        return self


class ExampleModel(Strict):
    """A document for `rules test`, as it would be read."""

    type: str | None = None
    code: Annotated[str, AfterValidator(_is_code)] | None = None
    abstract: str = ""
    subject: str = ""
    body: str = ""
    text: str = ""
    file_name: str = ""
    addressees: tuple[str, ...] = ()
    draft: bool = False
    deadline: bool = False
    has_invitation_in_mail: bool = False
    for_information: bool = False
    dossier_code: bool = False


class ExamplesModel(Strict):
    match: Annotated[tuple[ExampleModel, ...], Field(min_length=1)]
    no_match: tuple[ExampleModel, ...] = ()


class RuleModel(Strict):
    name: RuleName
    basis: Text
    when: WhenModel
    then: ThenModel
    examples: ExamplesModel


class StageModel(Strict):
    name: RuleName
    title: Text
    rules: Annotated[tuple[RuleModel, ...], Field(min_length=1)]


class DefaultModel(Strict):
    name: RuleName
    basis: Text
    then: ThenModel

    @model_validator(mode="after")
    def _is_paper(self) -> "DefaultModel":
        if self.then.article != "8":
            raise ValueError("what no rule names is Article 8.1, never Article 7")
        return self


class DossierModel(Strict):
    """Art. 8.3."""

    basis: Text
    when: WhenModel
    examples: ExamplesModel


class ClassificationModel(Strict):
    stages: Annotated[tuple[StageModel, ...], Field(min_length=1)]
    default: DefaultModel
    dossier_8_3: DossierModel
