import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import './modal-dialog.css';

export interface ModalDialogProps {
  title: string;
  children: ReactNode;
  onClose: () => void;
  /** Buttons at the bottom, the main one last. */
  actions?: ReactNode;
  /** `alertdialog` where something can be lost. */
  role?: 'dialog' | 'alertdialog';
  width?: 's' | 'm' | 'l';
  tone?: 'plain' | 'danger';
}

/** A question over the board. Escape and the cross close it; a press beside it does not. */
export function ModalDialog(props: ModalDialogProps) {
  return (
    <ModalOverlay
      className="modal-overlay"
      isOpen
      isDismissable={false}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Modal className="modal" data-width={props.width ?? 'm'} data-tone={props.tone ?? 'plain'}>
        <Dialog className="dialog" role={props.role ?? 'dialog'}>
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {props.title}
            </Heading>
            <Button
              look="quiet"
              size="s"
              className="icon-only"
              label="Close"
              onPress={props.onClose}
            >
              <X size={16} aria-hidden />
            </Button>
          </header>
          <div className="dialog-body">{props.children}</div>
          {props.actions ? <footer className="dialog-actions">{props.actions}</footer> : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
