"""Pages for the people who build the app: the style guide and the forms it shows."""

from flask import Blueprint, Flask, render_template
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forumapp.web.access import development_only
from forumapp.web.forms import AddressField, BaseForm, LineField, LinesField, TextLanguagesField, TextRequired

blueprint = Blueprint("development", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/styleguide")
@development_only
def styleguide() -> str:
    wrong = SampleForm(prefix="wrong-", meta={"csrf": False})
    wrong.validate()
    return render_template("development/styleguide.html", form=SampleForm(meta={"csrf": False}), wrong=wrong)


class SampleRow(Form):
    name = LineField("Name as printed")
    organisation = LineField("Organisation")
    role = SelectField("Part", choices=[SelectChoice("panellist", "Panellist"), SelectChoice("moderator", "Moderator")])
    email = AddressField("E-mail")


class SampleForm(BaseForm):
    """One field of each kind."""

    name = LineField("Name as printed", [InputRequired("Write the name as it stands on the programme.")])
    email = AddressField("E-mail", [Optional()], description="Where the invitation goes.")
    day = DateField("Date", [Optional()])
    start = TimeField("Start", [Optional()])
    minutes = IntegerField("Minutes", [Optional()], default=75)
    zone = SelectField(
        "Time zone",
        choices=[SelectChoice("Europe/Vilnius", "Vilnius (UTC+3 that day)"), SelectChoice("Asia/Taipei", "Taipei")],
    )
    title = TextLanguagesField("Title of the session", [TextRequired()], description="One language is enough.")
    answer = RadioField(
        "Your answer",
        [InputRequired("Choose one of the answers.")],
        choices=[
            SelectChoice("accept", "I accept, in person"),
            SelectChoice("representative", "Somebody will represent me"),
            SelectChoice("decline", "I decline"),
        ],
    )
    speakers = FieldList(FormField(SampleRow), "Who speaks", min_entries=3)
    topics = SelectMultipleField(
        "Topics",
        [Optional()],
        choices=[
            SelectChoice("human-rights-online", "Human rights online"),
            SelectChoice("digital-equality", "Digital equality"),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    published = BooleanField(
        "Show this person on the public page", [InputRequired("Tick this, or leave the person out.")]
    )
    message = LinesField("A word to the hosts", [Optional()])
