"""Which events say what a customer can be found by."""

from collections.abc import Mapping

from domain.customer import ContactDetailsChanged, CustomerEntered
from domain.event import Event
from record.people import Finder, Kind, Texts, opened_list


def _texts(event: CustomerEntered | ContactDetailsChanged) -> Texts:
    return [
        (Kind.NAME, event.name),
        (Kind.TENANCY_NUMBER, event.tenancy_number),
        *((Kind.PHONE, phone) for phone in opened_list(event.phones)),
        *((Kind.EMAIL, email) for email in opened_list(event.emails)),
    ]


FINDERS: Mapping[type[Event], Finder] = {
    CustomerEntered: Finder(person="customer", texts=_texts),
    ContactDetailsChanged: Finder(person="customer", texts=_texts),
}
