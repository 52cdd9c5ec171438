/** The component library's styles of text fields, for the screens that have forms. */
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
