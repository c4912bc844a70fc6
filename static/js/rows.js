// "More rows" adds one empty row in place. Without this the button asks the server for six more.
const button = document.querySelector('button[name="more_rows"]');
const body = document.querySelector(".speakers tbody");

if (button && body) {
  button.type = "button"; // so that Enter in a field presses the form's own button
  button.addEventListener("click", () => {
    const row = nextRow(body.rows[body.rows.length - 1], body.rows.length);
    body.append(row);
    row.querySelector("input").focus();
  });
}

// A copy of the last row, emptied and renumbered: names and ids count from 0, labels from 1.
function nextRow(last, index) {
  const row = last.cloneNode(true);
  for (const error of row.querySelectorAll(".field-error")) error.remove();
  for (const element of row.querySelectorAll("[name], [for], [id]")) {
    for (const attribute of ["name", "id", "for"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(/^speakers-\d+-/, `speakers-${index}-`));
    }
    element.removeAttribute("aria-invalid");
    element.removeAttribute("aria-describedby");
  }
  for (const label of row.querySelectorAll("label .unseen")) {
    label.textContent = label.textContent.replace(/\d+/, String(index + 1));
  }
  for (const input of row.querySelectorAll("input")) input.value = "";
  for (const select of row.querySelectorAll("select")) {
    const usual = select.querySelector("option[selected]");
    for (const option of select.options) option.selected = option === (usual ?? select.options[0]);
  }
  return row;
}
