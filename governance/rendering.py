"""How forms are drawn: Django's widgets inside the house's own field template."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` come out with the house's label, hint, error and classes.

    The widgets' own templates stay Django's, so the admin's forms are left alone.
    """

    form_template_name = "parts/fields.html"
    field_template_name = "parts/field.html"
